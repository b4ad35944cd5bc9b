/** `mrs`, what the receiver answers: the alarm counts as taken over only on `snu` 0 with the same `ref`. */

import { escaped, readXml } from './xml.ts';

export interface ScaipAnswer {
  /** Null where the request had none. */
  readonly ref: string | null;
  /** 0 to 7 by the standard (see `statusNumbers`); vendors use others. */
  readonly snu: number;
  readonly ste?: string;
  /** Common version. */
  readonly cve?: string;
  /** 0 no voice call, 1 duplex, 2 microphone only, 3 speaker only. */
  readonly mre?: number;
  /** 61 call the receiver set beforehand, 62 call the number in `tnu`. */
  readonly cre?: number;
  readonly tnu?: string;
  readonly hbi?: number;
}

export function writeAnswer({ ref, snu, ste, cve, mre, cre, tnu, hbi }: ScaipAnswer): string {
  const element = (name: string, value: string | number | null | undefined) => (value == null ? '' : `<${name}>${escaped(String(value))}</${name}>`);
  return `<mrs>${element('ref', ref)}${element('snu', snu)}${element('ste', ste?.slice(0, 128))}${element('cve', cve)}${element('mre', mre)}${element('cre', cre)}${element('tnu', tnu)}${element('hbi', hbi)}</mrs>`;
}

/** For senders; undefined where it is no `mrs` with a status number. */
export function readAnswer(body: string): ScaipAnswer | undefined {
  const xml = readXml(body);
  if ('problem' in xml || xml.root.name !== 'mrs') return undefined;
  const text = (name: string) => xml.root.children.find((child) => child.name === name)?.text || undefined;
  const number = (name: string) => (/^\d{1,3}$/.test(text(name) ?? '') ? Number(text(name)) : undefined);
  const snu = number('snu');
  if (snu === undefined) return undefined;
  const optional = { ste: text('ste'), cve: text('cve'), mre: number('mre'), cre: number('cre'), tnu: text('tnu'), hbi: number('hbi') };
  return { ref: text('ref') ?? null, snu, ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as Partial<ScaipAnswer>) };
}
