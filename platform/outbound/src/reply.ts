import { OutboundError, type CallOptions, type Outbound } from './outbound.ts';

/** A call whose failure is an answer too: status 0, and why. For whoever looks at what an address does. */
export async function replyTo(outbound: Outbound, url: string, options: CallOptions): Promise<{ readonly status: number; readonly type: string; readonly body: string; readonly headers: Readonly<Record<string, string>>; readonly failure?: string }> {
  try {
    const { status, type, body, headers } = await outbound.call(url, options);
    return { status, type, headers, body: new TextDecoder().decode(body) };
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    return { status: 0, type: '', headers: {}, body: '', failure: error.message };
  }
}
