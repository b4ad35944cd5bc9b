/** Every environment variable the product reads, checked once, with one clear line for a bad value. */

import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseKeys } from '@drystone/home/key-ring';
import { readPeriods, type RetentionPeriods } from '@drystone/home/retention-periods';
import { parseAllowed } from '@drystone/outbound/allowed';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const url = (protocols: RegExp, example: string) =>
  z.string().refine((value) => URL.canParse(value) && protocols.test(new URL(value).protocol), `use an address such as ${example}`);

const signInProvider = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'use lower-case letters, digits and hyphens'),
  name: z.string().min(1).max(80),
  issuer: url(/^https?:$/, 'https://login.council.example'),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
});

/** A setting that has a reader of its own, whose complaint is told as it is. */
const readBy =
  <Read>(read: (text: string) => Read) =>
  (text: string, context: z.RefinementCtx<string>): Read => {
    try {
      return read(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
      return z.NEVER;
    }
  };

const variables = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.default(8080),
  DATA_DIR: z.string().min(1).default('.drystone'),
  DATABASE_URL: url(/^postgres(ql)?:$/, 'postgresql://user:password@host/database').optional(),
  /** What the public types in, where a proxy stands in front. */
  PUBLIC_URL: url(/^https?:$/, 'https://guide.example').optional(),
  /** How many proxies stand in front: that many last entries of X-Forwarded-For are believed. */
  TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
  RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(1).max(1_000_000).default(120),
  /** The place that the guide shows first, where there are several. */
  PLACE: z.string().min(1).optional(),
  ROUTING_URL: url(/^https?:$/, 'https://osrm.example').optional(),
  MAP_STYLE_URL: url(/^https?:$/, 'https://tiles.example/style.json').optional(),
  /** A mail server; without one, mail is kept in the database. */
  SMTP_URL: url(/^smtps?:$/, 'smtps://user:password@mail.example').optional(),
  MAIL_FROM: z.email('use an address such as drystone@council.example').default('drystone@localhost.invalid'),
  /** Signs cookies; the same for every process on one database. */
  SECRET_KEY: z.string().min(32, 'use at least 32 characters, kept secret').optional(),
  /** Seal what is personal in homes, the one in use first; the same for every process on one database. */
  HOME_KEYS: z.string().transform(readBy(parseKeys)).optional(),
  /** Acts as a platform administrator, as `Authorization: Bearer`. */
  ADMIN_API_KEY: z.string().min(32, 'use at least 32 characters, kept secret').regex(/^[\x21-\x7e]+$/, 'use characters of ASCII without spaces').optional(),
  /** Signs conformance reports and requests to providers; the same for every machine on one database. */
  SIGNING_KEY: z.string().min(1).optional(),
  /** Private addresses that may be called all the same. */
  OUTBOUND_ALLOW: z
    .string()
    .default('')
    .transform(
      readBy((text) => {
        const entries = text.split(',').map((entry) => entry.trim()).filter(Boolean);
        parseAllowed(entries);
        return entries;
      }),
    ),
  /** How long what is known of people in homes is kept, where that is not as usual. */
  HOME_RETENTION: z.string().default('').transform(readBy(readPeriods)),
  OIDC_PROVIDERS: z
    .string()
    .default('[]')
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'is not JSON' });
        return z.NEVER;
      }
    })
    .pipe(z.array(signInProvider, 'use a list such as [{"id":"council","name":"Our council","issuer":"https://login.council.example","clientId":"…","clientSecret":"…"}]')),
  DEMO: z.enum(['0', '1'], 'use 0 or 1').optional(),
  /** Prefix of Open Contracting IDs, registered with the Open Contracting Partnership. */
  OCID_PREFIX: z.string().regex(/^ocds-[a-z0-9]{6}$/, 'use the prefix you registered, such as ocds-a1b2c3').default('ocds-000000'),
  /** In which buyers' days begin and end. */
  BUYER_TIME_ZONE: z.string().refine(isTimeZone, 'use an IANA time zone, such as Europe/London').default('Europe/London'),
  /** Whose bank holidays do not count as working days. */
  HOLIDAY_CALENDAR: z.enum(['ENG', 'WLS', 'NIR'], 'use ENG, WLS or NIR').default('NIR'),
  /** Looks through documents of bids: a command or a web address. */
  MALWARE_SCANNER: z.string().min(1).refine((value) => !/^https?:/.test(value) || URL.canParse(value), 'use a command that reads the file, such as `clamdscan --no-summary -`, or an address such as http://127.0.0.1:3310/scan').optional(),
  PLANNING_THREADS: z.coerce.number().int().min(1).max(64).default(Math.max(1, Math.min(4, availableParallelism() - 1))),
  PLANNING_QUEUE: z.coerce.number().int().min(1).max(10_000).default(64),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).optional(),
  ROLES: z
    .string()
    .default('web,worker,intake')
    .transform((text) => text.split(',').map((role) => role.trim()))
    .pipe(z.array(z.enum(['web', 'worker', 'intake'])).min(1)),
  /** Where the doors for devices listen. */
  HOME_BIND: z.string().min(1).default('127.0.0.1'),
  /** SIA DC-09 over TCP and UDP; 0: no such door. */
  DC09_PORT: port.optional(),
  /** SCAIP in SIP over UDP and TCP; 0: no such door. */
  SIP_PORT: port.optional(),
  /** MQTT 3.1.1 and 5, with a broker of our own; 0: no such door. */
  MQTT_PORT: port.optional(),
  /** Files in PEM: the certificate, with whoever signed it, and its key. With them, doors over TLS are open too. */
  HOME_TLS_CERTIFICATE: z.string().min(1).optional(),
  HOME_TLS_KEY: z.string().min(1).optional(),
  /** SCAIP in SIP over TLS; 0: no such door. */
  SIP_TLS_PORT: port.optional(),
  /** MQTT over TLS; 0: no such door. */
  MQTT_TLS_PORT: port.optional(),
  /** A broker of one's own that devices sign in to, in place of ours. */
  MQTT_URL: url(/^(mqtts?|wss?):$/, 'mqtts://drystone:password@broker.example').optional(),
});

export type Role = 'web' | 'worker' | 'intake';

/** A door for devices: its port, and whether somebody chose it. */
export interface DoorPort {
  readonly port: number;
  /** Chosen and taken, it stops the start; the usual one is waited for. */
  readonly given: boolean;
}

export interface Configuration {
  readonly host: string;
  readonly port: number;
  /** Absolute. */
  readonly dataDirectory: string;
  readonly databaseUrl: string | undefined;
  readonly publicUrl: string | undefined;
  readonly trustProxy: number;
  readonly rateLimitPerMinute: number;
  /** Slug of the place that the guide shows first; the first of all by default. */
  readonly place: string | undefined;
  readonly routingUrl: string | undefined;
  readonly mapStyleUrl: string | undefined;
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  /** Where none is given, one is kept in the data directory. */
  readonly secretKey: string | undefined;
  /** Where none are given, they are made of `secretKey`, or kept in the data directory. */
  readonly homeKeys: ReturnType<typeof parseKeys> | undefined;
  readonly retention: RetentionPeriods;
  readonly adminApiKey: string | undefined;
  /** As JSON; where none is given, one is kept in the data directory. */
  readonly signingKey: string | undefined;
  readonly outboundAllow: readonly string[];
  readonly signInProviders: readonly z.infer<typeof signInProvider>[];
  /** People and tenders to try the product with, and mail on a page: on a machine of one's own only. */
  readonly demonstration: boolean;
  readonly ocidPrefix: string;
  readonly buyerTimeZone: string;
  readonly holidayCalendar: 'ENG' | 'WLS' | 'NIR';
  /** Undefined: uploads are not looked through, and the pages say so. */
  readonly malwareScanner: string | undefined;
  readonly planningThreads: number;
  readonly planningQueue: number;
  readonly logLevel: string;
  readonly roles: readonly Role[];
  readonly homeBind: string;
  readonly dc09: DoorPort;
  readonly sip: DoorPort;
  readonly mqtt: DoorPort;
  /** Absolute paths. Undefined: no doors over TLS. */
  readonly homeTls: { readonly certificate: string; readonly key: string } | undefined;
  readonly sipTls: DoorPort;
  readonly mqttTls: DoorPort;
  /** A broker that devices sign in to. */
  readonly mqttUrl: string | undefined;
}

export interface NamedDoor extends DoorPort {
  readonly name: 'dc09' | 'scaip' | 'mqtt' | 'scaip-tls' | 'mqtt-tls';
  readonly host: string;
  readonly setting: string;
  readonly hostSetting: string;
}

/** The doors for devices that are not switched off. */
export function doorsOf({ homeBind: host, dc09, sip, mqtt, sipTls, mqttTls }: Configuration): readonly NamedDoor[] {
  const doors: readonly NamedDoor[] = [
    { name: 'dc09', host, setting: 'DC09_PORT', hostSetting: 'HOME_BIND', ...dc09 },
    { name: 'scaip', host, setting: 'SIP_PORT', hostSetting: 'HOME_BIND', ...sip },
    { name: 'mqtt', host, setting: 'MQTT_PORT', hostSetting: 'HOME_BIND', ...mqtt },
    { name: 'scaip-tls', host, setting: 'SIP_TLS_PORT', hostSetting: 'HOME_BIND', ...sipTls },
    { name: 'mqtt-tls', host, setting: 'MQTT_TLS_PORT', hostSetting: 'HOME_BIND', ...mqttTls },
  ];
  return doors.filter(({ port: at }) => at !== 0);
}

/** Something whoever starts the product can mend; said in one line, without a stack. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** @throws StartError naming the variable, its value and the mend. */
export function readConfiguration(environment: NodeJS.ProcessEnv): Configuration {
  const names = Object.keys(variables.shape) as (keyof typeof variables.shape)[];
  // An empty variable is an unset one, as shells and compose files write it.
  const given = Object.fromEntries(names.flatMap((name) => (environment[name] === undefined || environment[name] === '' ? [] : [[name, environment[name]]])));
  const result = variables.safeParse(given);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    const name = String(issue.path[0]);
    const shown = /URL|KEY|OIDC/.test(name) ? '' : ` is "${environment[name] ?? ''}"`;
    throw new StartError(`${name}${shown}: ${issue.message}`);
  }
  const read = result.data;
  return {
    host: read.HOST,
    port: read.PORT,
    dataDirectory: resolve(read.DATA_DIR),
    databaseUrl: read.DATABASE_URL,
    publicUrl: read.PUBLIC_URL?.replace(/\/+$/, ''),
    trustProxy: read.TRUST_PROXY,
    rateLimitPerMinute: read.RATE_LIMIT_PER_MINUTE,
    place: read.PLACE,
    routingUrl: read.ROUTING_URL,
    mapStyleUrl: read.MAP_STYLE_URL,
    smtpUrl: read.SMTP_URL,
    mailFrom: read.MAIL_FROM,
    secretKey: read.SECRET_KEY,
    homeKeys: read.HOME_KEYS,
    retention: read.HOME_RETENTION,
    adminApiKey: read.ADMIN_API_KEY,
    signingKey: read.SIGNING_KEY,
    outboundAllow: read.OUTBOUND_ALLOW,
    signInProviders: read.OIDC_PROVIDERS,
    demonstration: demonstrationFor(read),
    ocidPrefix: read.OCID_PREFIX,
    buyerTimeZone: read.BUYER_TIME_ZONE,
    holidayCalendar: read.HOLIDAY_CALENDAR,
    malwareScanner: read.MALWARE_SCANNER,
    planningThreads: read.PLANNING_THREADS,
    planningQueue: read.PLANNING_QUEUE,
    logLevel: read.LOG_LEVEL ?? (process.stderr.isTTY ? 'warn' : 'info'),
    roles: [...new Set(read.ROLES)],
    homeBind: read.HOME_BIND,
    dc09: { port: read.DC09_PORT ?? 10_500, given: read.DC09_PORT !== undefined },
    sip: { port: read.SIP_PORT ?? 5060, given: read.SIP_PORT !== undefined },
    // Beside another broker, ours opens where it is asked for.
    mqtt: { port: read.MQTT_PORT ?? (read.MQTT_URL === undefined ? 1883 : 0), given: read.MQTT_PORT !== undefined },
    ...tlsOf(read),
    mqttUrl: read.MQTT_URL,
  };
}

/** @throws StartError where a part of it is missing. */
function tlsOf({ HOME_TLS_CERTIFICATE: certificate, HOME_TLS_KEY: key, SIP_TLS_PORT, MQTT_TLS_PORT, MQTT_URL }: z.output<typeof variables>): Pick<Configuration, 'homeTls' | 'sipTls' | 'mqttTls'> {
  if (certificate === undefined || key === undefined) {
    const given = Object.entries({ HOME_TLS_CERTIFICATE: certificate, HOME_TLS_KEY: key, SIP_TLS_PORT, MQTT_TLS_PORT }).flatMap(([name, value]) => (value ? [name] : []));
    if (given.length > 0) throw new StartError(`${given[0]} is set, and a door over TLS needs both HOME_TLS_CERTIFICATE and HOME_TLS_KEY: set them to files in PEM`);
    return { homeTls: undefined, sipTls: { port: 0, given: false }, mqttTls: { port: 0, given: false } };
  }
  return {
    homeTls: { certificate: resolve(certificate), key: resolve(key) },
    sipTls: { port: SIP_TLS_PORT ?? 5061, given: SIP_TLS_PORT !== undefined },
    mqttTls: { port: MQTT_TLS_PORT ?? (MQTT_URL === undefined ? 8883 : 0), given: MQTT_TLS_PORT !== undefined },
  };
}

function isTimeZone(name: string): boolean {
  try {
    Temporal.Now.zonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

/** @throws StartError where a demonstration is asked for and the public could come. */
function demonstrationFor({ DEMO, HOST, PUBLIC_URL, DATABASE_URL }: z.output<typeof variables>): boolean {
  const open = [
    ...(/^(127\.\d+\.\d+\.\d+|::1|localhost)$/.test(HOST) ? [] : ['HOST']),
    ...(PUBLIC_URL === undefined ? [] : ['PUBLIC_URL']),
    ...(DATABASE_URL === undefined ? [] : ['DATABASE_URL']),
  ];
  if (DEMO === '1' && open.length > 0) throw new StartError(`DEMO is 1 while ${open.join(' and ')} lets others in: demonstration accounts open without a password, so leave DEMO out`);
  return DEMO !== '0' && open.length === 0;
}
