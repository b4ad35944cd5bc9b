/**
 * What the codes of Contact ID (SIA DC-05) and SIA (DC-03) mean in a home, as data. Panels differ
 * (381, 344, 140 and 406 most of all) and no standard maps one to the other; kinds and priorities are ours.
 */

import type { Priority, SignalKind } from '../signal.ts';

export interface CodeMeaning {
  readonly kind: SignalKind;
  readonly meaning: string;
  /** A SIA code of its own says that it is over; Contact ID has its qualifier for that. */
  readonly state?: 'restored';
  /** Where it is not that of the kind. */
  readonly priority?: Priority;
}

export const contactIdCodes: Readonly<Record<string, CodeMeaning>> = {
  '100': { kind: 'personal-alarm', meaning: 'Medical help wanted' },
  '101': { kind: 'personal-alarm', meaning: 'Pendant or pull cord pressed' },
  '102': { kind: 'inactivity', meaning: 'The wearer did not report in when expected' },
  '110': { kind: 'fire', meaning: 'Fire alarm' },
  '111': { kind: 'smoke', meaning: 'Smoke' },
  '112': { kind: 'fire', meaning: 'Products of combustion in the air' },
  '113': { kind: 'flood', meaning: 'Water is flowing' },
  '114': { kind: 'heat', meaning: 'Heat detector went off' },
  '115': { kind: 'fire', meaning: 'Manual fire call point pressed' },
  '117': { kind: 'fire', meaning: 'Flame' },
  '118': { kind: 'fire', meaning: 'Near the level of a fire', priority: 2 },
  '120': { kind: 'duress', meaning: 'Panic button pressed' },
  '121': { kind: 'duress', meaning: 'Under duress' },
  '122': { kind: 'duress', meaning: 'Hold-up or bogus caller, silent' },
  '123': { kind: 'duress', meaning: 'Panic button pressed, audible' },
  '130': { kind: 'intrusion', meaning: 'Intruder' },
  '131': { kind: 'intrusion', meaning: 'Intruder at the perimeter' },
  '134': { kind: 'intrusion', meaning: 'Intruder on the way in or out' },
  '137': { kind: 'tamper', meaning: 'Local unit tampered with' },
  '140': { kind: 'personal-alarm', meaning: 'General alarm', priority: 2 },
  '144': { kind: 'tamper', meaning: 'Sensor tampered with' },
  '147': { kind: 'device-lost', meaning: 'A sensor is not supervised any more', priority: 4 },
  '150': { kind: 'inactivity', meaning: 'Sensor that watches day and night: bed, chair, door or activity' },
  '151': { kind: 'gas', meaning: 'Gas' },
  '152': { kind: 'technical-fault', meaning: 'Refrigerator fault' },
  '153': { kind: 'temperature-low', meaning: 'Heating failed', priority: 3 },
  '154': { kind: 'flood', meaning: 'Water leak or flood' },
  '157': { kind: 'technical-fault', meaning: 'Bottled gas runs low' },
  '158': { kind: 'temperature-high', meaning: 'Too warm' },
  '159': { kind: 'temperature-low', meaning: 'Too cold in the home' },
  '162': { kind: 'carbon-monoxide', meaning: 'Carbon monoxide' },
  '300': { kind: 'technical-fault', meaning: 'Trouble of the system' },
  '301': { kind: 'mains-failure', meaning: 'Mains power lost' },
  '302': { kind: 'battery-low', meaning: 'Battery of the local unit low' },
  '305': { kind: 'information', meaning: 'Local unit started anew' },
  '306': { kind: 'information', meaning: 'Settings changed' },
  '307': { kind: 'technical-fault', meaning: 'Self-test failed' },
  '309': { kind: 'battery-low', meaning: 'Battery test failed' },
  '311': { kind: 'battery-low', meaning: 'Battery flat or missing' },
  '321': { kind: 'technical-fault', meaning: 'Sounder fault' },
  '344': { kind: 'link-failure', meaning: 'Radio jammed' },
  '350': { kind: 'link-failure', meaning: 'Trouble on the way to the centre' },
  '351': { kind: 'link-failure', meaning: 'Telephone line 1 fault' },
  '352': { kind: 'link-failure', meaning: 'Telephone line 2 fault' },
  '353': { kind: 'link-failure', meaning: 'Long-range radio fault' },
  '354': { kind: 'link-failure', meaning: 'An event could not be delivered' },
  '355': { kind: 'link-failure', meaning: 'Radio link not supervised any more' },
  '356': { kind: 'link-failure', meaning: 'The centre does not poll any more' },
  '373': { kind: 'technical-fault', meaning: 'Fire detector fault', priority: 3 },
  '380': { kind: 'technical-fault', meaning: 'Sensor trouble' },
  '381': { kind: 'device-lost', meaning: 'A pendant or sensor is not heard any more' },
  '383': { kind: 'tamper', meaning: 'Sensor tampered with' },
  '384': { kind: 'battery-low', meaning: 'Battery of a pendant or sensor low', priority: 4 },
  '389': { kind: 'technical-fault', meaning: 'Sensor self-test failed' },
  '393': { kind: 'technical-fault', meaning: 'Maintenance wanted' },
  '406': { kind: 'cancel', meaning: 'Called off by the user' },
  '601': { kind: 'test-call', meaning: 'Test call by hand' },
  '602': { kind: 'heartbeat', meaning: 'Periodic test' },
  '603': { kind: 'heartbeat', meaning: 'Periodic radio test' },
  '606': { kind: 'voice-follows', meaning: 'Voice follows, to listen in' },
  '607': { kind: 'test-call', meaning: 'Walk test' },
  '608': { kind: 'heartbeat', meaning: 'Periodic test; something is wrong', priority: 4 },
  '616': { kind: 'technical-fault', meaning: 'Service wanted' },
  '621': { kind: 'information', meaning: 'Event log emptied' },
  '627': { kind: 'information', meaning: 'Local programming begun' },
  '628': { kind: 'information', meaning: 'Local programming ended' },
  '641': { kind: 'inactivity', meaning: 'No movement when it was expected' },
  '642': { kind: 'wandering', meaning: 'Not home by the hour agreed', priority: 3 },
  '654': { kind: 'inactivity', meaning: 'No activity in the home' },
};

export const siaCodes: Readonly<Record<string, CodeMeaning>> = {
  MA: { kind: 'personal-alarm', meaning: 'Medical help wanted' },
  MB: { kind: 'information', meaning: 'Medical zone bypassed' },
  MH: { kind: 'personal-alarm', meaning: 'Medical alarm over', state: 'restored' },
  MJ: { kind: 'technical-fault', meaning: 'Medical zone works again', state: 'restored' },
  MR: { kind: 'personal-alarm', meaning: 'Medical zone at rest', state: 'restored' },
  MS: { kind: 'technical-fault', meaning: 'Medical zone: supervision' },
  MT: { kind: 'technical-fault', meaning: 'Medical zone in trouble' },
  MU: { kind: 'information', meaning: 'Medical zone no longer bypassed' },
  QA: { kind: 'personal-alarm', meaning: 'Pendant or pull cord pressed' },
  QB: { kind: 'information', meaning: 'Emergency zone bypassed' },
  QH: { kind: 'personal-alarm', meaning: 'Call for help over', state: 'restored' },
  QJ: { kind: 'technical-fault', meaning: 'Emergency zone works again', state: 'restored' },
  QR: { kind: 'personal-alarm', meaning: 'Emergency zone at rest', state: 'restored' },
  QS: { kind: 'technical-fault', meaning: 'Emergency zone: supervision' },
  QT: { kind: 'technical-fault', meaning: 'Emergency zone in trouble' },
  QU: { kind: 'information', meaning: 'Emergency zone no longer bypassed' },
  PA: { kind: 'duress', meaning: 'Panic button pressed' },
  PH: { kind: 'duress', meaning: 'Panic alarm over', state: 'restored' },
  PR: { kind: 'duress', meaning: 'Panic button at rest', state: 'restored' },
  PT: { kind: 'technical-fault', meaning: 'Panic button in trouble' },
  HA: { kind: 'duress', meaning: 'Hold-up or duress' },
  FA: { kind: 'fire', meaning: 'Fire alarm' },
  FH: { kind: 'fire', meaning: 'Fire alarm over', state: 'restored' },
  FR: { kind: 'fire', meaning: 'Fire detector at rest', state: 'restored' },
  FT: { kind: 'technical-fault', meaning: 'Fire detector fault' },
  GA: { kind: 'gas', meaning: 'Gas or carbon monoxide' },
  GH: { kind: 'gas', meaning: 'Gas alarm over', state: 'restored' },
  GR: { kind: 'gas', meaning: 'Gas detector at rest', state: 'restored' },
  GT: { kind: 'technical-fault', meaning: 'Gas detector fault' },
  WA: { kind: 'flood', meaning: 'Water leak or flood' },
  WH: { kind: 'flood', meaning: 'Water alarm over', state: 'restored' },
  WR: { kind: 'flood', meaning: 'Water detector at rest', state: 'restored' },
  KA: { kind: 'heat', meaning: 'Heat detector went off' },
  KR: { kind: 'heat', meaning: 'Heat detector at rest', state: 'restored' },
  ZA: { kind: 'temperature-low', meaning: 'Too cold in the home' },
  ZR: { kind: 'temperature-low', meaning: 'Warm enough again', state: 'restored' },
  UA: { kind: 'inactivity', meaning: 'Zone of no type went off' },
  UR: { kind: 'inactivity', meaning: 'Zone of no type at rest', state: 'restored' },
  UT: { kind: 'technical-fault', meaning: 'Zone of no type in trouble' },
  UJ: { kind: 'technical-fault', meaning: 'Zone of no type works again', state: 'restored' },
  TA: { kind: 'tamper', meaning: 'Tampered with' },
  TR: { kind: 'tamper', meaning: 'Closed again after tampering', state: 'restored' },
  AT: { kind: 'mains-failure', meaning: 'Mains power lost' },
  AR: { kind: 'mains-failure', meaning: 'Mains power back', state: 'restored' },
  YT: { kind: 'battery-low', meaning: 'Battery of the local unit low' },
  YR: { kind: 'battery-low', meaning: 'Battery of the local unit good again', state: 'restored' },
  YM: { kind: 'battery-low', meaning: 'Battery of the local unit missing' },
  YC: { kind: 'link-failure', meaning: 'A path to the centre failed' },
  YK: { kind: 'link-failure', meaning: 'Path to the centre back', state: 'restored' },
  YS: { kind: 'link-failure', meaning: 'Trouble on the way to the centre' },
  YX: { kind: 'technical-fault', meaning: 'Service wanted' },
  YZ: { kind: 'technical-fault', meaning: 'Service done', state: 'restored' },
  XT: { kind: 'battery-low', meaning: 'Battery of a pendant or sensor low' },
  XR: { kind: 'battery-low', meaning: 'Battery of a pendant or sensor good again', state: 'restored' },
  XQ: { kind: 'link-failure', meaning: 'Radio jammed' },
  XH: { kind: 'link-failure', meaning: 'Radio no longer jammed', state: 'restored' },
  LT: { kind: 'link-failure', meaning: 'Telephone line fault' },
  LR: { kind: 'link-failure', meaning: 'Telephone line back', state: 'restored' },
  RP: { kind: 'heartbeat', meaning: 'Periodic test' },
  RX: { kind: 'test-call', meaning: 'Test call by hand' },
  RY: { kind: 'heartbeat', meaning: 'Periodic test; something is wrong', priority: 4 },
  TS: { kind: 'test-call', meaning: 'Test begun' },
  TE: { kind: 'test-call', meaning: 'Test ended' },
  BA: { kind: 'intrusion', meaning: 'Intruder' },
  BC: { kind: 'cancel', meaning: 'Called off by the user' },
  OP: { kind: 'opening', meaning: 'Disarmed' },
  CL: { kind: 'closing', meaning: 'Armed' },
  CG: { kind: 'closing', meaning: 'Armed in part' },
  NL: { kind: 'closing', meaning: 'Armed at the perimeter or for the night' },
  JL: { kind: 'information', meaning: 'Event log nearly full' },
  LB: { kind: 'information', meaning: 'Local programming begun' },
  LX: { kind: 'information', meaning: 'Local programming ended' },
};

/** Groups of Contact ID, for codes that are not in the table: the group still tells what to do. */
const contactIdGroups: readonly (readonly [prefix: RegExp, CodeMeaning])[] = [
  [/^10/, { kind: 'personal-alarm', meaning: 'Medical alarm' }],
  [/^11/, { kind: 'fire', meaning: 'Fire alarm' }],
  [/^12/, { kind: 'duress', meaning: 'Panic alarm' }],
  [/^13/, { kind: 'intrusion', meaning: 'Intruder' }],
  [/^30/, { kind: 'technical-fault', meaning: 'Trouble of the system' }],
  [/^3[1-9A-F]/, { kind: 'technical-fault', meaning: 'Trouble of a device' }],
];

const unknown: CodeMeaning = { kind: 'unknown', meaning: 'A code nobody has told us' };

/** 400 to 409 and 441 tell who armed and disarmed; new is opened, restored is closed. 406 is in the table. */
export function contactIdMeaning(code: string, qualifier: 1 | 3 | 6): CodeMeaning {
  const known = contactIdCodes[code];
  if (known) return known;
  if (/^(40[0-9]|441)$/.test(code)) return qualifier === 1 ? { kind: 'opening', meaning: 'Disarmed' } : { kind: 'closing', meaning: 'Armed' };
  return contactIdGroups.find(([prefix]) => prefix.test(code))?.[1] ?? unknown;
}

export function siaMeaning(code: string): CodeMeaning {
  return siaCodes[code] ?? unknown;
}
