/** As much of SIP as MESSAGE needs: messages, answers, transactions. */

export { judge, messageRequest, responseTarget, responseTo, type MessageToWrite, type ResponseToWrite, type Source } from './answer.ts';
export { header, isRequest, mostBodyBytes, mostHeadBytes, nothingWaiting, readAddress, readDatagram, readStream, sequenceOf, topVia, writeMessage, type Address, type Header, type ReadSip, type SipMessage, type SipRequest, type SipResponse, type SipStream, type Via, type Waiting } from './message.ts';
export { answered, clientElapsed, requestAgain, responseCame, sendRequest, serverElapsed, t1, t2, t4, transactionKey, trying, type ClientTransaction, type ServerTransaction, type Step } from './transactions.ts';
