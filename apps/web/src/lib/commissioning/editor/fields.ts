/** The questions of an editor's page as data: how each stands in the form, and where in the draft its answer goes. */

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string | undefined;
}

export type FieldKind = 'line' | 'text' | 'lines' | 'number' | 'money' | 'date' | 'time' | 'select' | 'radios' | 'checks';

export interface Field {
  readonly kind: FieldKind;
  readonly name: string;
  /** Dotted path into the draft. */
  readonly path: string;
  /** The field of the draft that the answer becomes, where it does not stay at its path. */
  readonly becomes?: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly choices?: readonly Choice[] | undefined;
  /** Left out of the draft where it is empty. */
  readonly optional?: boolean;
  readonly most?: number;
  readonly rows?: number;
}

/** As many entries as are wanted, each with the same questions; one whose first question is empty is left out. */
export interface Rows {
  readonly kind: 'rows';
  readonly name: string;
  readonly path: string;
  readonly label: string;
  readonly hint?: string | undefined;
  /** What one is called, with its number. */
  readonly each: (number: number) => string;
  readonly columns: readonly Omit<Field, 'path'>[];
  /** Entries have an id, made from the first question when they are new. */
  readonly ids: boolean;
}

export type Question = Field | Rows;

/** What was typed, by the names of the form. */
export type Typed = Readonly<Record<string, string | readonly string[]>>;

type Tree = Readonly<Record<string, unknown>> | readonly unknown[];

export function valueAt(tree: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined), tree);
}

/** The tree with another value at a path; `undefined` takes it away. */
export function withValueAt<Whole extends Tree>(tree: Whole, path: string, value: unknown): Whole {
  const [key = '', ...rest] = path.split('.');
  const copy = (Array.isArray(tree) ? [...tree] : { ...tree }) as Record<string, unknown>;
  if (rest.length > 0) copy[key] = withValueAt((copy[key] ?? {}) as Tree, rest.join('.'), value);
  else if (value === undefined) delete copy[key];
  else copy[key] = value;
  return copy as unknown as Whole;
}

/** How the answers in a draft stand in the form. */
export function typedFrom(content: unknown, questions: readonly Question[]): Typed {
  return Object.fromEntries(
    questions.flatMap((question) => {
      if (question.kind !== 'rows') return shown(question, question.name, valueAt(content, question.path));
      const entries = (valueAt(content, question.path) ?? []) as readonly Readonly<Record<string, unknown>>[];
      return entries.flatMap((entry, index) => [
        ...(question.ids ? [[`${question.name}.${index}.id`, String(entry['id'])] as const] : []),
        ...question.columns.flatMap((column) => shown(column, `${question.name}.${index}.${column.name}`, entry[column.name])),
      ]);
    }),
  );
}

function shown({ kind }: Pick<Field, 'kind'>, name: string, value: unknown): (readonly [string, string | readonly string[]])[] {
  if (kind === 'checks') return [[name, Array.isArray(value) ? value.map(String) : value === true ? ['yes'] : []]];
  if (kind === 'lines') return [[name, Array.isArray(value) ? value.join('\n') : '']];
  if (kind === 'money') return [[name, typeof value === 'number' ? (value / 100).toFixed(2).replace(/\.00$/, '') : '']];
  if (kind === 'date') {
    const [year = '', month = '', day = ''] = typeof value === 'string' ? value.split('-') : [];
    return [[`${name}-day`, day.replace(/^0/, '')], [`${name}-month`, month.replace(/^0/, '')], [`${name}-year`, year]];
  }
  return [[name, value === null || value === undefined ? '' : String(value)]];
}

/** What a form holds, by its names; entries without their first question are left out and the rest move up. */
export function typedIn(data: FormData, questions: readonly Question[]): Typed {
  const one = (name: string) => String(data.get(name) ?? '').replaceAll('\r\n', '\n');
  const read = ({ kind }: Pick<Field, 'kind'>, from: string, to: string): (readonly [string, string | readonly string[]])[] => {
    if (kind === 'checks') return [[to, data.getAll(from).map(String)]];
    if (kind === 'date') return ['day', 'month', 'year'].map((part) => [`${to}-${part}`, one(`${from}-${part}`).trim()] as const);
    return [[to, one(from)]];
  };
  return Object.fromEntries(
    questions.flatMap((question) => {
      if (question.kind !== 'rows') return read(question, question.name, question.name);
      const first = question.columns[0]!.name;
      return rowNumbers(data, question)
        .filter((number) => one(`${question.name}.${number}.${first}`).trim() !== '')
        .flatMap((number, index) => [
          ...(question.ids ? [[`${question.name}.${index}.id`, one(`${question.name}.${number}.id`)] as const] : []),
          ...question.columns.flatMap((column) => read(column, `${question.name}.${number}.${column.name}`, `${question.name}.${index}.${column.name}`)),
        ]);
    }),
  );
}

function rowNumbers(data: FormData, { name }: Rows): number[] {
  const numbers = [...data.keys()].flatMap((key) => {
    const number = key.startsWith(`${name}.`) ? /^(\d{1,3})\./.exec(key.slice(name.length + 1))?.[1] : undefined;
    return number === undefined ? [] : [Number(number)];
  });
  return [...new Set(numbers)].sort((a, b) => a - b);
}

export function rowCount(typed: Typed, { name }: Pick<Rows, 'name'>): number {
  return Math.max(0, ...Object.keys(typed).flatMap((key) => (key.startsWith(`${name}.`) ? [1 + Number(key.slice(name.length + 1).split('.', 1)[0])] : [])));
}

/** The draft with the answers in their places; what cannot be read goes in as it was typed, for the service to refuse. */
export function contentWith<Whole extends Tree>(content: Whole, questions: readonly Question[], typed: Typed): Whole {
  return questions.reduce((whole, question) => {
    if (question.kind !== 'rows') return withValueAt(whole, question.path, answered(question, question.name, typed));
    const before = (valueAt(whole, question.path) ?? []) as readonly Readonly<Record<string, unknown>>[];
    const taken = new Set<string>();
    const entries = Array.from({ length: rowCount(typed, question) }, (_, index) => {
      const id = question.ids ? freeId(String(typed[`${question.name}.${index}.id`] ?? ''), String(typed[`${question.name}.${index}.${question.columns[0]!.name}`]), taken) : undefined;
      const known = id === undefined ? {} : (before.find((entry) => entry['id'] === id) ?? {});
      const answers = Object.fromEntries(question.columns.map((column) => [column.name, answered(column, `${question.name}.${index}.${column.name}`, typed)]).filter(([, value]) => value !== undefined));
      return { ...known, ...(id !== undefined && { id }), ...answers };
    });
    return withValueAt(whole, question.path, entries);
  }, content);
}

function answered({ kind, optional = false, choices }: Pick<Field, 'kind' | 'optional' | 'choices'>, name: string, typed: Typed): unknown {
  const value = typed[name];
  const text = typeof value === 'string' ? value.trim() : '';
  if (kind === 'checks') return choices === undefined ? Array.isArray(value) && value.includes('yes') : (value ?? []);
  if (kind === 'lines') return text.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  if (kind === 'date') {
    const [year, month, day] = ['year', 'month', 'day'].map((part) => String(typed[`${name}-${part}`] ?? '').trim());
    if (optional && year === '' && month === '' && day === '') return undefined;
    return `${year!.padStart(4, '0')}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`;
  }
  if (kind === 'number' || kind === 'money') {
    if (text === '') return optional ? undefined : null;
    const number = /^-?£?\s*\d[\d,\s]*(?:\.\d+)?\s*%?$/.test(text) ? Number(text.replaceAll(/[£,\s%]/g, '')) : Number.NaN;
    return Number.isNaN(number) ? text : kind === 'money' ? Math.round(number * 100) : number;
  }
  if (kind === 'select' || kind === 'radios') return text === '' ? (optional ? undefined : null) : text;
  return text === '' && optional ? undefined : (value ?? '');
}

export function slugOf(words: string): string {
  return words.normalize('NFKD').toLowerCase().replace(/[’'\p{M}]/gu, '').replace(/[^a-z0-9]+/g, '-').slice(0, 40).replace(/^-+|-+$/g, '');
}

/** An id that no other entry has; the one it had where it had one. */
export function freeId(known: string, words: string, taken: Set<string>): string {
  const base = known || slugOf(words) || 'entry';
  let id = base;
  for (let number = 2; taken.has(id); number++) id = `${base}-${number}`;
  taken.add(id);
  return id;
}
