/** JSON of devices and vendor clouds: the schema, its topics over MQTT, the last will. */

export { deviceMessage, deviceMessageSchema, lastWill, mostMessageBytes, quantities, readDeviceMessage, writeDeviceMessage, type DeviceMessage } from './message.ts';
export { isAccount, mayPublish, maySubscribe, readTopic, topicOf, type Channel } from './topics.ts';
