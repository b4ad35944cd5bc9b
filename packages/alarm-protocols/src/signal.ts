/**
 * What every protocol says in the end: something happened in a home. One form for all of them, in
 * the words of EN 50134, so that whoever answers an alarm need not know what it came in by.
 */

/** 1: somebody may die; 2: at once, and whatever nobody can read; 3: today; 4: a technician; 5: to know. */
export type Priority = 1 | 2 | 3 | 4 | 5;

/** Which ladder of escalation a kind follows. */
export type SignalGroup = 'fire' | 'fall' | 'help' | 'inactivity' | 'environment' | 'security' | 'technical' | 'test' | 'information' | 'unknown';

export interface KindOfSignal {
  readonly group: SignalGroup;
  readonly priority: Priority;
  /** In plain words, for a list. */
  readonly meaning: string;
  /** Whether somebody should be spoken to. */
  readonly voice: boolean;
}

/** Every kind of signal. What it is called and how urgent it is by itself are our words: no standard ranks them. */
export const kinds = {
  'personal-alarm': { group: 'help', priority: 1, voice: true, meaning: 'Call for help' },
  fall: { group: 'fall', priority: 1, voice: true, meaning: 'Fall detected' },
  duress: { group: 'help', priority: 1, voice: true, meaning: 'Panic, attack or bogus caller' },
  medical: { group: 'help', priority: 1, voice: true, meaning: 'Medical alarm from a monitor' },
  fire: { group: 'fire', priority: 1, voice: true, meaning: 'Fire' },
  smoke: { group: 'fire', priority: 1, voice: true, meaning: 'Smoke' },
  heat: { group: 'fire', priority: 1, voice: true, meaning: 'Heat' },
  gas: { group: 'fire', priority: 1, voice: true, meaning: 'Gas' },
  'carbon-monoxide': { group: 'fire', priority: 1, voice: true, meaning: 'Carbon monoxide' },
  flood: { group: 'environment', priority: 2, voice: true, meaning: 'Water where it should not be' },
  'temperature-low': { group: 'environment', priority: 2, voice: true, meaning: 'Too cold' },
  'temperature-high': { group: 'environment', priority: 2, voice: true, meaning: 'Too warm' },
  inactivity: { group: 'inactivity', priority: 2, voice: true, meaning: 'No sign of life when expected' },
  wandering: { group: 'inactivity', priority: 2, voice: true, meaning: 'Left, or a door stands open' },
  enuresis: { group: 'inactivity', priority: 2, voice: true, meaning: 'Wet bed' },
  medication: { group: 'inactivity', priority: 2, voice: true, meaning: 'Medicine not taken' },
  intrusion: { group: 'security', priority: 3, voice: true, meaning: 'Somebody came in' },
  tamper: { group: 'technical', priority: 4, voice: false, meaning: 'Tampered with' },
  'battery-low': { group: 'technical', priority: 3, voice: false, meaning: 'Battery low' },
  'mains-failure': { group: 'technical', priority: 3, voice: false, meaning: 'Mains power lost' },
  'link-failure': { group: 'technical', priority: 3, voice: false, meaning: 'A path to the centre failed' },
  'device-lost': { group: 'technical', priority: 3, voice: false, meaning: 'An activation device is no longer heard' },
  'went-silent': { group: 'technical', priority: 3, voice: false, meaning: 'The line to the local unit ended' },
  'technical-fault': { group: 'technical', priority: 4, voice: false, meaning: 'Technical fault' },
  'test-call': { group: 'test', priority: 5, voice: false, meaning: 'Test call' },
  heartbeat: { group: 'test', priority: 5, voice: false, meaning: 'Sign of life from the local unit' },
  opening: { group: 'information', priority: 5, voice: false, meaning: 'Disarmed' },
  closing: { group: 'information', priority: 5, voice: false, meaning: 'Armed' },
  presence: { group: 'information', priority: 5, voice: false, meaning: 'A carer is present' },
  'voice-follows': { group: 'information', priority: 5, voice: true, meaning: 'A voice call follows' },
  cancel: { group: 'information', priority: 5, voice: false, meaning: 'Called off from the home' },
  information: { group: 'information', priority: 5, voice: false, meaning: 'Information' },
  unknown: { group: 'unknown', priority: 2, voice: true, meaning: 'A signal of a kind nobody has told us' },
} as const satisfies Record<string, KindOfSignal>;

export type SignalKind = keyof typeof kinds;

export type Protocol = 'dc09' | 'scaip' | 'mqtt' | 'webhook';

/** Degrees, WGS 84. */
export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

export interface AlarmSignal {
  readonly protocol: Protocol;
  /** Who sends, in the protocol's own words: account (DC-09), controller id `cid` (SCAIP), account of the topic (MQTT). */
  readonly account: string;
  /** What the sender counts its messages by: sequence (DC-09), `ref` (SCAIP), `id` (MQTT, webhook). */
  readonly sequence: string | null;
  /** The same text again within ten minutes is the same signal sent again, not a second one. */
  readonly resendKey: string;
  readonly kind: SignalKind;
  /** `restored`: what was wrong is right again; `continuing`: told before and still so. */
  readonly state: 'new' | 'continuing' | 'restored';
  readonly priority: Priority;
  /** As the protocol writes it: `110` (Contact ID), `MA` (SIA), `0010` (SCAIP `stc`), the kind itself (JSON). Empty where there was none to read. */
  readonly code: string;
  /** The code in plain words. */
  readonly meaning: string;
  /** What was pressed or set off, where the signal tells. */
  readonly activationDevice: { readonly id: string | null; readonly type: string | null } | null;
  /** Where in the home or in the world. */
  readonly location: { readonly text: string | null; readonly zone: string | null; readonly position: Position | null };
  /** Words that the device or whoever set it up wrote. */
  readonly text: string | null;
  /** By the device's own clock, which may be wrong. */
  readonly occurredAt: Temporal.Instant | null;
  /** Where voice can be had, for example `gsm:+441632960001`; null where the signal does not tell. */
  readonly callBack: string | null;
  readonly batteryPercent: number | null;
  /** Bytes as they came, one character (U+0000 to U+00FF) a byte for DC-09; text for the others. */
  readonly raw: string;
  /** What is odd about it, one code a line: see the notes of each protocol. */
  readonly notes: readonly string[];
}

/** What became of a message. */
export type Outcome =
  /** Its signals are to be kept before the answer leaves; the answer takes it over. */
  | 'accepted'
  /** Not taken over: the sender was told otherwise, or nothing. Its signals are to be kept and shown all the same. */
  | 'attempted'
  /** Nothing was said. */
  | 'ignored';
