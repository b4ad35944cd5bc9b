/** SIP as a receiver of MESSAGE meets it. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answered, clientElapsed, header, isRequest, judge, messageRequest, mostHeadBytes, nothingWaiting, readAddress, readDatagram, readStream, requestAgain, responseCame, responseTarget, responseTo, sendRequest, serverElapsed, topVia, transactionKey, trying, writeMessage, type ClientTransaction, type SipRequest } from './index.ts';

const now = Temporal.Instant.from('2026-11-26T12:00:00Z');
const source = { address: '192.0.2.7', port: 5072 };
const bytes = (text: string) => new TextEncoder().encode(text);
const text = (data: Uint8Array) => new TextDecoder().decode(data);
const types = ['application/scaip+xml', 'application/xml'];

const alarm = (more: Partial<Record<'method' | 'uri' | 'headers' | 'via' | 'body', string>> = {}): Uint8Array => {
  const body = more.body ?? '<mrq/>';
  return bytes(
    `${more.method ?? 'MESSAGE'} ${more.uri ?? 'sip:arc@example.org'} SIP/2.0\r\nVia: ${more.via ?? 'SIP/2.0/UDP 10.0.0.5:5066;branch=z9hG4bKabc;rport'}\r\nMax-Forwards: 70\r\nFrom: "Unit" <sip:5550001@example.org>;tag=t1\r\nTo: <sip:arc@example.org>\r\nCall-ID: c1@10.0.0.5\r\nCSeq: 7 ${more.method ?? 'MESSAGE'}\r\nContent-Type: application/scaip+xml\r\n${more.headers ?? ''}Content-Length: ${body.length}\r\n\r\n${body}`,
  );
};
const request = (data = alarm()): SipRequest => {
  const read = readDatagram(data);
  if (!('message' in read) || !isRequest(read.message)) throw new Error(JSON.stringify(read));
  return read.message;
};

describe('a MESSAGE', () => {
  it('is read whole', () => {
    const message = request();
    expect([message.method, message.uri, text(message.body), header(message, 'call-id')]).toEqual(['MESSAGE', 'sip:arc@example.org', '<mrq/>', 'c1@10.0.0.5']);
    expect(topVia(message)).toMatchObject({ transport: 'UDP', host: '10.0.0.5', port: 5066 });
    expect(readAddress(header(message, 'from')!)).toEqual({ uri: 'sip:5550001@example.org', user: '5550001', tag: 't1' });
  });

  it('in compact form, folded lines and with blanks before its colons is the same', () => {
    const odd = 'MESSAGE sip:arc@example.org SIP/2.0\r\nv : SIP / 2.0 / UDP 10.0.0.5:5066\r\n ;branch=z9hG4bKabc;rport\r\nf: <sip:5550001@example.org>;tag=t1\r\nt: sip:arc@example.org\r\ni: c1@10.0.0.5\r\nCSEQ: 7 MESSAGE\r\nc: application/scaip+xml\r\nl: 6\r\n\r\n<mrq/>beyond';
    const message = request(bytes(odd));
    expect(text(message.body)).toBe('<mrq/>');
    expect(transactionKey(message)).toBe(transactionKey(request()));
  });

  it('is answered to where it came from, by rport or else by the port it names', () => {
    const response = responseTo(request(), source, { status: 200, tag: 'ours' });
    expect(text(writeMessage(response))).toBe('SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 10.0.0.5:5066;branch=z9hG4bKabc;rport=5072;received=192.0.2.7\r\nFrom: "Unit" <sip:5550001@example.org>;tag=t1\r\nTo: <sip:arc@example.org>;tag=ours\r\nCall-ID: c1@10.0.0.5\r\nCSeq: 7 MESSAGE\r\nContent-Length: 0\r\n\r\n');
    expect(responseTarget(request(), source)).toEqual(source);
    const without = request(alarm({ via: 'SIP/2.0/UDP 10.0.0.5:5066;branch=z9hG4bKabc, SIP/2.0/UDP other.example;branch=z9hG4bK1' }));
    expect(responseTarget(without, source)).toEqual({ address: '192.0.2.7', port: 5066 });
    expect(header(responseTo(without, source, { status: 200, tag: 'ours' }), 'via')).toBe('SIP/2.0/UDP 10.0.0.5:5066;branch=z9hG4bKabc;received=192.0.2.7, SIP/2.0/UDP other.example;branch=z9hG4bK1');
  });

  it.each([
    ['a MESSAGE', {}, null],
    ['xml of the plain type', { headers: '' }, null],
    ['OPTIONS', { method: 'OPTIONS' }, 200],
    ['INVITE', { method: 'INVITE' }, 405],
    ['BYE', { method: 'BYE' }, 481],
    ['a mail address', { uri: 'mailto:x@example.org' }, 416],
    ['an extension', { headers: 'Require: 100rel\r\n' }, 420],
    ['packed content', { headers: 'Content-Encoding: gzip\r\n' }, 415],
  ])('%s is judged', (_, more, status) => expect(judge(request(alarm(more)), types)?.status ?? null).toBe(status));

  it('of another type is told which are taken', () => {
    const other = request(bytes(text(alarm()).replace('application/scaip+xml', 'text/plain')));
    expect(judge(other, types)).toEqual({ status: 415, headers: [{ name: 'accept', value: 'application/scaip+xml, application/xml' }] });
  });
});

describe('what is wrong', () => {
  const changed = (from: string | RegExp, to: string) => bytes(text(alarm()).replace(from, to));
  it.each([
    ['no Via', changed(/Via:.*\r\n/, ''), 400, false],
    ['no From', changed(/From:.*\r\n/, ''), 400, false],
    ['a CSeq of another method', changed('7 MESSAGE', '7 INVITE'), 400, true],
    ['two CSeqs', changed('CSeq:', 'CSeq: 7 MESSAGE\r\nCSeq:'), 400, true],
    ['a body that is missing', changed('Content-Length: 6', 'Content-Length: 60'), 400, true],
    ['a length that is none', changed('Content-Length: 6', 'Content-Length: -1'), 400, true],
    ['another version', changed('org SIP/2.0', 'org SIP/3.0'), 505, true],
    ['bare line feeds', changed('\r\nTo', '\nTo'), 400, false],
    ['no headers', bytes('hello'), 400, false],
    ['a web request', bytes('GET / HTTP/1.1\r\nHost: example\r\n\r\n'), 400, false],
    ['too many headers', changed('Max-Forwards', `${'X: 1\r\n'.repeat(200)}Max-Forwards`), 400, false],
  ])('is told so, if it says whom to tell: %s', (_, data, status, answerable) => {
    const read = readDatagram(data);
    expect(read).toMatchObject({ status });
    expect('answerable' in read && read.answerable !== null).toBe(answerable);
  });

  it('cannot put headers into an answer', () => {
    const response = responseTo(request(), source, { status: 200, tag: 'x\r\nEvil: 1', headers: [{ name: 'subject', value: 'a\r\n\r\nb' }] });
    expect(text(writeMessage(response)).split('\r\n\r\n')).toHaveLength(2);
    expect(text(writeMessage(response))).not.toContain('\r\nEvil');
  });
});

describe('a stream', () => {
  const whole = new Uint8Array([...bytes('\r\n\r\n'), ...alarm(), ...bytes('\r\n\r\n'), ...alarm({ body: '<mrq>ü</mrq>'.replace('ü', 'u') })]);
  it('gives the same messages however it is cut, and counts the pings between', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(whole.length), { maxLength: 10 }), (cuts) => {
        const edges = [0, ...cuts.toSorted((a, b) => a - b), whole.length];
        let waiting = nothingWaiting;
        let pings = 0;
        const bodies: string[] = [];
        edges.slice(1).forEach((edge, at) => {
          const stream = readStream(waiting, whole.slice(edges[at], edge));
          waiting = stream.waiting;
          pings += stream.pings;
          expect(stream.broken).toBe(false);
          for (const each of stream.read) if ('message' in each) bodies.push(text(each.message.body));
        });
        expect([bodies, pings]).toEqual([['<mrq/>', '<mrq>u</mrq>'], 2]);
      }),
    );
  });

  it('whose messages have no end, or too much of it, is broken and holds nothing', () => {
    for (const data of [bytes(text(alarm()).replace(/Content-Length.*\r\n/, '')), bytes(text(alarm()).replace('Content-Length: 6', 'Content-Length: 99999999')), bytes('x'.repeat(mostHeadBytes + 1)), bytes('nonsense\r\n\r\n')]) {
      const stream = readStream(nothingWaiting, data);
      expect([stream.broken, stream.waiting.bytes.length, stream.read.length]).toEqual([true, 0, 1]);
    }
  });
});

describe('a sender that drips', () => {
  it('is heard out, and looked at again only when its body can be whole', () => {
    let waiting = nothingWaiting;
    let messages = 0;
    for (const byte of alarm({ body: 'x'.repeat(2000) })) {
      const stream = readStream(waiting, Uint8Array.of(byte));
      waiting = stream.waiting;
      messages += stream.read.length;
    }
    expect([messages, waiting]).toEqual([1, nothingWaiting]);
  });
});

describe('transactions', () => {
  const response = bytes('response');
  it('answer a request that comes again with what was answered, for 32 s over UDP', () => {
    expect(requestAgain(trying).send).toEqual([]);
    const { transaction, send } = answered(trying, response, false, now);
    expect(send).toEqual([response]);
    expect(requestAgain(transaction).send).toEqual([response]);
    expect(serverElapsed(transaction, now.add({ milliseconds: 31_999 })).state).toBe('completed');
    expect(serverElapsed(transaction, now.add({ seconds: 32 })).state).toBe('terminated');
    expect(answered(transaction, bytes('other'), false, now).send).toEqual([]);
    expect(answered(trying, response, true, now).transaction.state).toBe('terminated');
  });

  it('send a request at 0, 0.5, 1.5, 3.5, 7.5 … s over UDP until 32 s are over, and once over TCP', () => {
    const times = (reliable: boolean) => {
      let { transaction, send } = sendRequest(response, reliable, now);
      const at: number[] = send.map(() => 0);
      while (transaction.dueAt !== null) {
        const due: Temporal.Instant = transaction.dueAt;
        ({ transaction, send } = clientElapsed(transaction, due));
        at.push(...send.map(() => now.until(due).total('seconds')));
      }
      return { at, transaction };
    };
    expect(times(false)).toEqual({ at: [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5], transaction: { state: 'terminated', status: null, dueAt: null } });
    expect(times(true).at).toEqual([0]);
  });

  it('end with the final response', () => {
    const { transaction } = sendRequest(response, false, now);
    const proceeding = responseCame(transaction, 100, now);
    expect(proceeding).toMatchObject({ state: 'proceeding' });
    const done: ClientTransaction = responseCame(proceeding, 202, now);
    expect(done).toEqual({ state: 'completed', status: 202, dueAt: now.add({ seconds: 5 }) });
    expect(clientElapsed(done, now.add({ seconds: 5 }))).toEqual({ transaction: { state: 'terminated', status: 202, dueAt: null }, send: [] });
  });

  it('tell requests apart as RFC 3261 and as RFC 2543 do', () => {
    const old = (branch: string, cseq: string) => transactionKey(request(bytes(text(alarm({ via: `SIP/2.0/UDP 10.0.0.5:5066${branch}` })).replace('CSeq: 7', `CSeq: ${cseq}`))));
    expect(old(';branch=z9hG4bKabc', '7')).toBe(old(';branch=z9hG4bKabc', '8'));
    expect(old(';branch=1', '7')).not.toBe(old(';branch=1', '8'));
    expect(old('', '7')).toBe(old('', '7'));
  });
});

describe('round trip', () => {
  it('a MESSAGE of our own', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abcXYZ0189'), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(word, word, fc.nat(2 ** 31 - 1), fc.constantFrom('UDP' as const, 'TCP' as const, 'TLS' as const), fc.uint8Array({ maxLength: 200 }), (user, tag, sequence, transport, body) => {
        const written = messageRequest({ uri: `sip:${user}@example.org`, from: { uri: 'sip:arc@example.org', tag }, to: { uri: `sip:${user}@example.org` }, callId: `${tag}@arc`, sequence, via: { transport, sentBy: '192.0.2.1:5060', branch: `z9hG4bK${tag}` }, body: { type: types[0]!, bytes: body } });
        const back = request(writeMessage(written));
        expect({ ...back, headers: back.headers.filter(({ name }) => name !== 'content-length') }).toEqual(written);
        expect(judge(back, types)).toBeNull();
      }),
    );
  });
});
