/**
 * Every figure of alarm response, one query each, over the event log and what the intake has kept.
 * Nothing is added up beforehand: whoever doubts a figure runs its query.
 *
 * A call is a case, from the event that opened it (`alarm.received` that joined no other): in the
 * part of the period in which that was. It is accepted by the first `case.acknowledged`; one by a
 * part of the system itself is automatic, and left out. It is called off by the first signal of kind
 * `cancel` that comes to the case before that. Its provider is whoever an award has given it to, else
 * the organisation that answers. Days and months are those of the service's time zone.
 */

import { sql, type RawBuilder, type Transaction } from '@drystone/database';
import { supervision } from '../signals/placing.ts';
import type { Period } from './answering.ts';
import { silentHours } from './terms.ts';

export const ways = ['provider', 'area', 'day', 'month'] as const;
/** Into what the period's calls are parted. */
export type Way = (typeof ways)[number];

export interface Asked extends Period {
  /** Organisations that answer; undefined: all. */
  readonly scope: readonly string[] | undefined;
  readonly by: Way;
  /** Kinds that the contract leaves out. */
  readonly outOfScope: readonly string[];
  readonly timeZone: string;
  /** The moment at which the figures are asked for: what waits has waited until then. */
  readonly asOf: Temporal.Instant;
}

/** The whole, or a part: an organisation, an area (null: in none), a day, a month. */
interface Part {
  readonly whole: boolean;
  readonly part: string | null;
}

export interface Answered extends Part {
  readonly calls: number;
  readonly within60: number;
  readonly within180: number;
  readonly over180: number;
  readonly abandoned: number;
  readonly waiting: number;
  readonly leftOut: number;
}

/** How promptly calls were answered: `answering` says the rules. */
export async function answered(transaction: Transaction, asked: Asked): Promise<readonly Answered[]> {
  const { rows } = await sql<Answered>`
    with ${calls(asked)}
    select grouping(part) = 1 as whole, part,
      count(*) filter (where counts)::int as calls,
      count(*) filter (where counts and ended and waited <= interval '60 seconds')::int as within60,
      count(*) filter (where counts and ended and waited <= interval '180 seconds')::int as within180,
      count(*) filter (where counts and waited > interval '180 seconds')::int as over180,
      count(*) filter (where counts and called_off)::int as abandoned,
      count(*) filter (where counts and not ended)::int as waiting,
      count(*) filter (where not counts)::int as "leftOut"
    from call group by grouping sets ((part), ()) order by part`.execute(transaction);
  return rows;
}

export interface Attended extends Part {
  /** Calls in scope to which somebody was sent. */
  readonly sent: number;
  /** Null where nobody was. */
  readonly medianSecondsToSend: number | null;
  readonly ninetiethSecondsToSend: number | null;
  /** Calls in scope of which an operator wrote down that somebody was there. */
  readonly arrived: number;
  readonly medianSecondsToAttend: number | null;
  readonly ninetiethSecondsToAttend: number | null;
}

/**
 * Time to send and time to attend: from when the receiver took the alarm over to the first `case.sent`,
 * and to the first `case.arrived`, which is when an operator heard of it.
 */
export async function attended(transaction: Transaction, asked: Asked): Promise<readonly Attended[]> {
  const { rows } = await sql<Attended>`
    with ${calls(asked)}
    select grouping(part) = 1 as whole, part, count(first.sent)::int as sent, count(first.arrived)::int as arrived,
      percentile_cont(0.5) within group (order by first.sent) as "medianSecondsToSend", percentile_cont(0.9) within group (order by first.sent) as "ninetiethSecondsToSend",
      percentile_cont(0.5) within group (order by first.arrived) as "medianSecondsToAttend", percentile_cont(0.9) within group (order by first.arrived) as "ninetiethSecondsToAttend"
    from call
    left join lateral (
      select extract(epoch from min(at) filter (where type = 'case.sent') - call.received_at)::float8 as sent, extract(epoch from min(at) filter (where type = 'case.arrived') - call.received_at)::float8 as arrived
      from platform.event where subject = call.id and type in ('case.sent', 'case.arrived') and at >= ${asked.from.toString()}
    ) as first on true
    where counts group by grouping sets ((part), ()) order by part`.execute(transaction);
  return rows;
}

export interface FalseAlarms extends Part {
  /** Calls in scope that are closed: of the others nobody knows yet what they were. */
  readonly closed: number;
  readonly falseAlarms: number;
}

/** False alarms: closed with cause `pressed-by-mistake` or `test`. */
export async function falseAlarms(transaction: Transaction, asked: Asked): Promise<readonly FalseAlarms[]> {
  const { rows } = await sql<FalseAlarms>`
    with ${calls(asked)}
    select grouping(part) = 1 as whole, part, count(closing.cause)::int as closed,
      count(*) filter (where closing.cause in ('pressed-by-mistake', 'test'))::int as "falseAlarms"
    from call
    left join lateral (
      select data ->> 'cause' as cause from platform.event
      where subject = call.id and type = 'case.closed' and at >= ${asked.from.toString()} order by at desc limit 1
    ) as closing on true
    where counts group by grouping sets ((part), ()) order by part`.execute(transaction);
  return rows;
}

export interface Tested extends Part {
  /** Local units registered for a month or longer. */
  readonly expected: number;
  readonly tested: number;
}

/**
 * Test-call coverage at the end of each part (now, where that is still to come): of the local units
 * that have been registered for a calendar month, those with a signal of kind `test-call` in the
 * calendar month before. A unit counts for the organisation that answers it.
 */
export async function tested(transaction: Transaction, asked: Asked): Promise<readonly Tested[]> {
  const { timeZone, from, to } = asked;
  const { rows } = await sql<Tested>`
    with ${moments(asked)}, ${units(asked)},
    expected as (select whole, ends, moment.part as at_part, unit.* from moment join unit on registered_at <= (ends at time zone ${timeZone} - interval '1 month') at time zone ${timeZone}),
    test as (
      select local_unit, received_at from home.signal
      where kind = 'test-call' and local_unit is not null and received_at > (${from.toString()}::timestamptz at time zone ${timeZone} - interval '1 month') at time zone ${timeZone} and received_at < ${to.toString()}
    ),
    done as (
      select distinct ends, id from expected join test on test.local_unit = expected.id
      and test.received_at <= ends and test.received_at > (ends at time zone ${timeZone} - interval '1 month') at time zone ${timeZone}
    )
    select ${inTime(asked) ? sql`whole` : sql`grouping(place) = 1`} as whole, ${unitPart(asked)} as part, count(*)::int as expected, count(done.id)::int as tested
    from expected left join done using (ends, id) group by ${unitGroups(asked)} order by part`.execute(transaction);
  return rows;
}

export interface Silent extends Part {
  /** Local units registered for as long as silence takes. */
  readonly units: number;
  readonly silent: number;
}

/**
 * Silent devices: local units of which nothing at all came in the `silentHours` before the end of each part
 * (now, where that is still to come). Signs of life are kept for two days, so what lies further back
 * is not known: its parts are not among the rows.
 */
export async function silent(transaction: Transaction, asked: Asked): Promise<readonly Silent[]> {
  const { rows } = await sql<Silent>`
    with ${moments(asked)}, ${units(asked)},
    known as (select whole, ends, moment.part as at_part, unit.* from moment join unit on registered_at <= ends - make_interval(hours => ${silentHours}) where ends > ${asked.asOf.toString()}::timestamptz - make_interval(hours => ${silentHours})),
    heard as (
      select distinct ends, known.id from known join home.signal on signal.local_unit = known.id
      and signal.last_at > ends - make_interval(hours => ${silentHours}) and signal.received_at <= ends and signal.kind <> 'went-silent' and signal.sender <> ${supervision}
      where signal.last_at > ${asked.asOf.toString()}::timestamptz - make_interval(hours => ${2 * silentHours})
      -- Of a line that lives and says nothing, only the last time is known.
      union select ends, known.id from known join home.heard on heard.local_unit = known.id and device = '' and heard_at > ends - make_interval(hours => ${silentHours}) and heard_at <= ends
    )
    select ${inTime(asked) ? sql`whole` : sql`grouping(place) = 1`} as whole, ${unitPart(asked)} as part, count(*)::int as units, count(*) filter (where heard.id is null)::int as silent
    from known left join heard using (ends, id) group by ${unitGroups(asked)} order by part`.execute(transaction);
  return rows;
}

export interface LongWait {
  readonly id: string;
  readonly provider: string;
  readonly group: string;
  readonly waitedSeconds: number;
  /** Why, as far as the log tells: it was called off, it waits still, it was given back; else how far up the ladder it went. */
  readonly reason: string;
  /** Who was sent, in that order. */
  readonly actions: readonly string[];
  /** Null while it is not closed. */
  readonly outcome: string | null;
  readonly cause: string | null;
}

/** Every call in scope that waited for more than 180 s, which asks for a report: in codes, the longest first. */
export async function longWaits(transaction: Transaction, asked: Asked): Promise<readonly LongWait[]> {
  const { rows } = await sql<LongWait>`
    with ${calls(asked)}
    select call.id, call.provider, call.alarm_group as "group", extract(epoch from waited)::float8 as "waitedSeconds",
      case when called_off then 'called-off' when not ended then 'waits-still' when story.given_back then 'given-back' else coalesce('asked-' || story.last_asked, 'not-asked') end as reason,
      story.actions, story.outcome, story.cause
    from call cross join lateral (
      select bool_or(type = 'case.handed_back' and at <= call.received_at + waited) as given_back,
        (array_agg(data ->> 'whom' order by at desc, id desc) filter (where type = 'case.offered' and at <= call.received_at + waited))[1] as last_asked,
        coalesce(array_agg(data ->> 'whom' order by at, id) filter (where type = 'case.sent'), '{}') as actions,
        max(data ->> 'outcome') filter (where type = 'case.closed') as outcome, max(data ->> 'cause') filter (where type = 'case.closed') as cause
      from platform.event where subject = call.id and at >= ${asked.from.toString()}
    ) as story
    where counts and waited > interval '180 seconds' order by waited desc, call.id`.execute(transaction);
  return rows;
}

/** Calls that began in the period, in scope or not: `counts`; how long each `waited`, whether that has `ended`, and whether by being `called_off`. */
function calls({ scope, from, to, by, outOfScope, timeZone, asOf }: Asked): RawBuilder<unknown> {
  const local = (format: string) => sql`to_char(begun.received_at at time zone ${timeZone}, ${format})`;
  const part = { provider: sql`coalesce(one.responder, one.organisation)::text`, area: sql`dwelling.area`, day: local('YYYY-MM-DD'), month: local('YYYY-MM') }[by];
  return sql`
    begun as (
      select data ->> 'case' as id, data ->> 'kind' as kind, at as received_at from platform.event
      where type = 'alarm.received' and at >= ${from.toString()} and at < ${to.toString()} and data ->> 'joined' = 'false' and data ->> 'case' is not null
    ),
    off as (
      select data ->> 'case' as id, min(at) as at from platform.event
      where type = 'alarm.received' and data ->> 'kind' = 'cancel' and at >= ${from.toString()} group by 1
    ),
    told as (
      select begun.id, begun.kind, begun.received_at, coalesce(one.responder, one.organisation) as provider, one.alarm_group, ${part} as part, accepted.at as accepted_at, coalesce(accepted.actor like 'system:%', false) as automatic,
        off.at as off_at, coalesce(off.at < accepted.at, off.at is not null) as called_off
      from begun join home.alarm_case as one on one.id = begun.id::uuid
      left join home.dwelling on dwelling.id = one.dwelling
      left join off on off.id = begun.id
      left join lateral (
        select at, actor from platform.event where subject = begun.id and type = 'case.acknowledged' and at >= ${from.toString()} order by at, id limit 1
      ) as accepted on true
      ${scope === undefined ? sql`` : sql`where one.organisation = any (${[...scope]}::uuid[]) or one.responder = any (${[...scope]}::uuid[])`}
    ),
    call as (
      select *, not automatic and kind <> all (${[...outOfScope]}::text[]) as counts, called_off or accepted_at is not null as ended,
        coalesce(case when called_off then off_at else accepted_at end, ${asOf.toString()}) - received_at as waited
      from told
    )`;
}

/** The end of each part, and of the whole period; none that is still to begin. */
function moments({ from, to, by, timeZone, asOf }: Asked): RawBuilder<unknown> {
  const parts = by === 'day' || by === 'month'
    ? sql`union all
      select false, to_char(begins, ${by === 'day' ? 'YYYY-MM-DD' : 'YYYY-MM'}), least((begins + ${`1 ${by}`}::interval) at time zone ${timeZone}, ${to.toString()}, ${asOf.toString()})
      from generate_series(date_trunc(${by}, ${from.toString()}::timestamptz at time zone ${timeZone}), (${to.toString()}::timestamptz at time zone ${timeZone}) - interval '1 microsecond', ${`1 ${by}`}::interval) as begins
      where begins at time zone ${timeZone} < ${asOf.toString()}`
    : sql``;
  return sql`moment as (select true as whole, null as part, least(${to.toString()}::timestamptz, ${asOf.toString()}::timestamptz) as ends ${parts})`;
}

/** Local units with when they were registered: from before the log, where it does not say. */
function units({ scope, by }: Asked): RawBuilder<unknown> {
  return sql`unit as (
    select local_unit.id, ${by === 'area' ? sql`dwelling.area` : sql`local_unit.organisation::text`} as place,
      coalesce((select min(at) from platform.event where subject = local_unit.id::text and type = 'local_unit.registered'), '-infinity') as registered_at
    from home.local_unit join home.dwelling on dwelling.id = local_unit.dwelling
    ${scope === undefined ? sql`` : sql`where local_unit.organisation = any (${[...scope]}::uuid[])`}
  )`;
}

const inTime = ({ by }: Asked): boolean => by === 'day' || by === 'month';
const unitPart = (asked: Asked): RawBuilder<unknown> => (inTime(asked) ? sql`at_part` : sql`place`);
/** In time each moment is a group of its own, the whole among them; else the one moment is parted by place, and taken whole. */
const unitGroups = (asked: Asked): RawBuilder<unknown> => (inTime(asked) ? sql`whole, at_part` : sql`grouping sets ((place), ())`);
