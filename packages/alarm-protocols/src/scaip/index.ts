/** SCAIP: social care alarms as XML in SIP messages, from the body to the answer. The SIP around it is in `sip`. */

export { readAnswer, writeAnswer, type ScaipAnswer } from './answer.ts';
export { deviceComponents, deviceTypes, locations, statusCodes, type DeviceType, type StatusCode } from './codes.ts';
export { bodyText, readRequest, resendKey, statusNumbers, writeRequest, type MessageType, type ReadRequest, type RefusedRequest, type ScaipRequest, type StatusNumber } from './request.ts';
export { hasVoice, notKept, respond, type ScaipResponse, type ScaipSettings } from './respond.ts';
export { kindOf, refusedSignal, signalOf } from './signal.ts';
export { mostXmlBytes } from './xml.ts';

/** Content types in use; the first is the registered one. */
export const contentTypes: readonly string[] = ['application/scaip+xml', 'application/xml', 'text/xml'];
