/** As much of the SIP client of the tests as they use. */
declare module 'sip' {
  export interface Message {
    readonly method?: string;
    readonly status?: number;
    readonly uri?: string;
    readonly headers: Record<string, unknown>;
    readonly content?: string;
  }
  export interface Stack {
    send(message: Message, callback?: (response: Message) => void): void;
    destroy(): void;
  }
  const sip: {
    create(options: Readonly<Record<string, unknown>>, callback: (request: Message) => void): Stack;
    makeResponse(request: Message, status: number, reason: string): Message;
  };
  export default sip;
}
