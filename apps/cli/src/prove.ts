/** `drystone prove`: runs a part's conformance suite against an endpoint and signs what it found. */

import { randomUUID } from 'node:crypto';
import { open, readdir } from 'node:fs/promises';
import { createOutbound, OutboundError, type Outbound } from '@drystone/outbound';
import { parseAllowed } from '@drystone/outbound/allowed';
import { aspects, publicJwk, signReport, type Aspect, type ConformanceCheck, type ConformanceReport, type SignedReport, type SigningKey } from '@drystone/part';
import { homeResponse } from '@drystone/part-home-response';
import { openListener, proveResponse } from '@drystone/part-home-response/conformance';
import { visitContent } from '@drystone/part-visit-content';
import { proveContent } from '@drystone/part-visit-content/conformance';
import { keptSigningKey, placesFolder, readConfiguration, StartError, version } from '@drystone/server';
import { placeOfRecord } from '@drystone/visit';
import { printJson, readWithPositionals, UsageError, type Command } from './command.ts';
import { openPlace } from './place.ts';

const help = `Runs a part's conformance suite against an endpoint, and signs the report with a key of your own.

  drystone prove visit.content https://provider.example/feed
  drystone prove visit.content https://provider.example/feed --out report.json
  drystone prove home.response https://provider.example/alarms --listen 0.0.0.0:8090 --reachable-at https://me.example:8090

  PART         ${visitContent.id} or ${homeResponse.id}
  ENDPOINT     where the part is served; only the public internet is asked, and what OUTBOUND_ALLOW names
  --out FILE   writes the signed report there, to be attached to a bid
  --listen HOST:PORT    home.response: where your system sends its steps while the suite runs; 127.0.0.1 and any port by default
  --reachable-at URL    home.response: how your system reaches that, where it is not the same
  --close-within SECONDS  home.response: how long a test case may take to be closed; 120 by default, less fails sooner
  --json       the signed report on standard output

Ends with 0 where every check passed, with 1 where one did not, and with 2 where the suite could not be run.
What is checked, and how to pass: parts/visit-content/README.md, parts/home-response/README.md
`;

const options = { out: { type: 'string' }, listen: { type: 'string' }, 'reachable-at': { type: 'string' }, 'close-within': { type: 'string', default: '120' }, json: { type: 'boolean', default: false } } as const;
const notRun = 2;

export const prove: Command = {
  help,
  async run(words) {
    const { values, positionals } = readWithPositionals(words, options, notRun);
    const [part, endpoint, more] = positionals;
    if (part === undefined || endpoint === undefined || more !== undefined) throw new UsageError('give a part and an address: drystone prove visit.content https://provider.example/feed', notRun);
    if (!(part in suites)) throw new UsageError(`there is no suite for "${part}": use ${Object.keys(suites).join(' or ')}`, notRun);
    const listen = listenAt(values.listen);
    const closeWithin = values['close-within'];
    if (!/^[1-9]\d{0,3}$/.test(closeWithin)) throw new UsageError(`--close-within is "${closeWithin}": use seconds, such as 120`, notRun);
    if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) throw new UsageError(`"${endpoint}" is not an address: use one such as https://provider.example/feed`, notRun);
    const file = values.out === undefined ? undefined : await openForWriting(values.out);
    try {
      const signed = await run(part as SuiteId, { endpoint: new URL(endpoint).href, listen, reachableAt: values['reachable-at'], closeWithinMs: Number(closeWithin) * 1000 });
      await file?.writeFile(`${JSON.stringify(signed, null, 2)}\n`);
      if (values.json) printJson(signed);
      else process.stdout.write(told(signed, values.out));
      if (!signed.report.passed) process.exitCode = 1;
    } finally {
      await file?.close();
    }
  },
};

interface Run {
  readonly endpoint: string;
  readonly listen: { readonly host: string; readonly port: number };
  readonly reachableAt: string | undefined;
  readonly closeWithinMs: number;
}

interface Suite {
  readonly outbound: Outbound;
  readonly allowed: ReturnType<typeof parseAllowed>;
  readonly key: SigningKey;
  readonly clock: () => Temporal.Instant;
  readonly runner: string;
  readonly onStep: (step: string) => void;
}

const userAgent = `Drystone/${version} (conformance suite)`;

const suites = {
  async [visitContent.id]({ endpoint }, { outbound, clock, runner, onStep }) {
    const folders = (await readdir(placesFolder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
    const catalogues = await Promise.all(folders.map(async ({ name }) => (await openPlace(name)).catalogue));
    return proveContent({ endpoint, outbound, recordProblems: (record) => placeOfRecord(record, catalogues).problems, clock, runner, onStep });
  },
  async [homeResponse.id]({ endpoint, listen, reachableAt, closeWithinMs }, { outbound, allowed, key, clock, runner, onStep }) {
    const listener = await openListener({ ...listen, reachableAt, keys: { keys: [{ ...publicJwk(key.publicKey), kid: key.keyId, use: 'sig', alg: 'EdDSA' }] } }).catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(`${listen.host}:${listen.port} cannot be listened on (${error.code}): choose another by --listen`, notRun);
    });
    const stranger = createOutbound({ userAgent, allowed });
    onStep(`listening for steps at ${listener.origin}, its key at ${listener.origin}/.well-known/drystone-keys.json`);
    try {
      return await proveResponse({ endpoint, outbound, stranger, key, listener, clock, newId: randomUUID, closeWithinMs, runner, onStep });
    } finally {
      await stranger.close();
      await listener.close();
    }
  },
} as const satisfies Record<string, (run: Run, suite: Suite) => Promise<ConformanceReport>>;
type SuiteId = keyof typeof suites;

async function run(part: SuiteId, run: Run): Promise<SignedReport> {
  const { key, outboundAllow } = await ownSettings();
  const allowed = parseAllowed(outboundAllow);
  const outbound = createOutbound({ userAgent, allowed, key });
  const progress = createProgress();
  try {
    return await signReport(await suites[part](run, { outbound, allowed, key, clock: () => Temporal.Now.instant(), runner: `drystone ${version}`, onStep: progress.step }), key);
  } catch (error) {
    if (error instanceof OutboundError) throw new UsageError(`${run.endpoint} ${error.message}: ${error.mend}${error.failure === 'private' ? `, or allow your own by OUTBOUND_ALLOW=${hostAndPort(run.endpoint)}` : ''}`, notRun);
    throw error;
  } finally {
    progress.end();
    await outbound.close();
  }
}

/** As `OUTBOUND_ALLOW` names it. */
function hostAndPort(address: string): string {
  const { hostname, port, protocol } = new URL(address);
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
}

/** @throws UsageError where it is no host and port. */
function listenAt(given: string | undefined): Run['listen'] {
  if (given === undefined) return { host: '127.0.0.1', port: 0 };
  const [, host, port] = /^\[?([^\]]+?)\]?:(\d{1,5})$/.exec(given) ?? [];
  if (host === undefined || Number(port) > 65_535) throw new UsageError(`--listen is "${given}": use host and port, such as 0.0.0.0:8090`, notRun);
  return { host, port: Number(port) };
}

async function ownSettings() {
  try {
    const { dataDirectory, signingKey, outboundAllow } = readConfiguration(process.env);
    return { outboundAllow, key: await keptSigningKey(dataDirectory, signingKey) };
  } catch (error) {
    throw error instanceof StartError ? new UsageError(error.message, notRun) : error;
  }
}

/** One line that is written over on a terminal, a line a step elsewhere; on standard error. */
function createProgress(): { step(step: string): void; end(): void } {
  const { isTTY } = process.stderr;
  return {
    step: (step) => void process.stderr.write(isTTY ? `\r\u001b[K… ${step}` : `… ${step}\n`),
    end: () => void (isTTY && process.stderr.write('\r\u001b[K')),
  };
}

async function openForWriting(path: string) {
  return open(path, 'w').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${path} cannot be written: ${error.code === 'ENOENT' ? 'there is no such folder' : error.code === 'EISDIR' ? 'it is a folder' : error.code === 'EACCES' ? 'permission denied' : error.message}`, notRun);
  });
}

const titles: Readonly<Record<Aspect, string>> = { correct: 'Correct', complete: 'Complete', fast: 'Fast', 'fails-well': 'Fails well', accessible: 'Accessible' };
const marks: Readonly<Record<ConformanceCheck['outcome'], string>> = { passed: 'passed ', failed: 'FAILED ', skipped: 'skipped' };
const shownFindings = 5;

function told({ report, signature }: SignedReport, out: string | undefined): string {
  const sections = aspects.map((aspect) => `${titles[aspect]}\n${report.checks.filter((check) => check.aspect === aspect).map(toldCheck).join('')}`);
  const count = (outcome: ConformanceCheck['outcome']) => report.checks.filter((check) => check.outcome === outcome).length;
  const tally = [`${count('passed')} passed`, ...(count('failed') > 0 ? [`${count('failed')} failed`] : []), ...(count('skipped') > 0 ? [`${count('skipped')} skipped`] : [])].join(', ');
  return `${report.part} at ${report.endpoint}: ${report.items} ${report.items === 1 ? 'item' : 'items'}, ${(report.tookMs / 1000).toFixed(1)} s\n\n${sections.join('\n')}\n${tally}. ${verdict(report)}\nSigned by key ${signature.keyId}${out === undefined ? '; --out FILE keeps the report' : `, in ${out}`}.\n`;
}

function verdict({ passed }: ConformanceReport): string {
  return passed ? 'It conforms.' : 'It does not conform yet.';
}

function toldCheck({ title, outcome, wanted, measured, findings, findingsLeftOut }: ConformanceCheck): string {
  const figures = [measured, wanted === '' || measured === wanted ? '' : `wanted: ${wanted}`].filter(Boolean).join('; ');
  const shown = findings.slice(0, shownFindings);
  const more = findings.length - shown.length + findingsLeftOut;
  const lines = shown.map(({ where, what, mend }) => `             ${where}: ${oneLine(what)}\n             Mend: ${oneLine(mend)}\n`);
  return `  ${marks[outcome]}  ${title}${figures === '' ? '' : ` (${figures})`}\n${lines.join('')}${more > 0 ? `             … and ${more} more\n` : ''}`;
}

/** What an endpoint sent is shown as text, whatever is in it. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
}
