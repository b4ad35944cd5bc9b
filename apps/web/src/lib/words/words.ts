/** The names of closed lists (kinds, interests, needs …) from the message catalogue. */

import { m } from '@drystone/messages';
import type { AccessLevel, Interest, Kind } from '@drystone/part-visit-content';
import type { Mode, ReportSubject, Trip, TripRequest } from '@drystone/visit';

type Need = TripRequest['needs'][number];
type Pace = TripRequest['pace'];
type LeftOutReason = Trip['leftOut'][number]['reason'];

type Words<Name extends string> = Readonly<Record<Name, () => string>>;

export const kindWords: Words<Kind> = {
  castle: m.kind_castle,
  fort: m.kind_fort,
  'historic-house': m.kind_historic_house,
  garden: m.kind_garden,
  church: m.kind_church,
  'monastic-site': m.kind_monastic_site,
  megalith: m.kind_megalith,
  earthwork: m.kind_earthwork,
  museum: m.kind_museum,
  gallery: m.kind_gallery,
  'street-art': m.kind_street_art,
  sculpture: m.kind_sculpture,
  'industrial-heritage': m.kind_industrial_heritage,
  bridge: m.kind_bridge,
  lighthouse: m.kind_lighthouse,
  distillery: m.kind_distillery,
  food: m.kind_food,
  market: m.kind_market,
  beach: m.kind_beach,
  headland: m.kind_headland,
  island: m.kind_island,
  harbour: m.kind_harbour,
  mountain: m.kind_mountain,
  glen: m.kind_glen,
  cave: m.kind_cave,
  lake: m.kind_lake,
  forest: m.kind_forest,
  'nature-reserve': m.kind_nature_reserve,
  walk: m.kind_walk,
  viewpoint: m.kind_viewpoint,
  park: m.kind_park,
  'city-sight': m.kind_city_sight,
  zoo: m.kind_zoo,
  'family-day': m.kind_family_day,
  theatre: m.kind_theatre,
  railway: m.kind_railway,
};

export const kindName = (kind: string): string => kindWords[kind as Kind]?.() ?? kind;

export const interestWords: Words<Interest> = {
  history: m.interest_history,
  coast: m.interest_coast,
  walks: m.interest_walks,
  nature: m.interest_nature,
  gardens: m.interest_gardens,
  castles: m.interest_castles,
  churches: m.interest_churches,
  prehistory: m.interest_prehistory,
  museums: m.interest_museums,
  art: m.interest_art,
  industry: m.interest_industry,
  food: m.interest_food,
  family: m.interest_family,
  screen: m.interest_screen,
  viewpoints: m.interest_viewpoints,
  beaches: m.interest_beaches,
  markets: m.interest_markets,
  music: m.interest_music,
};

export const needWords: Words<Need> = {
  stepFree: m.need_step_free,
  accessibleToilet: m.need_accessible_toilet,
  hearingLoop: m.need_hearing_loop,
  quietHours: m.need_quiet_hours,
  parking: m.need_parking,
};

export const accessWords: Words<AccessLevel> = {
  yes: m.access_yes,
  limited: m.access_limited,
  no: m.access_no,
  unknown: m.access_unknown,
};

export const paceWords: Words<Pace> = { relaxed: m.pace_relaxed, steady: m.pace_steady, full: m.pace_full };
export const paceHints: Words<Pace> = { relaxed: m.pace_relaxed_hint, steady: m.pace_steady_hint, full: m.pace_full_hint };

export const modeWords: Words<Mode> = { car: m.mode_car, cycle: m.mode_cycle, walk: m.mode_walk };

export const reasonWords: Words<LeftOutReason> = {
  closed: m.reason_closed,
  too_far: m.reason_too_far,
  no_time: m.reason_no_time,
  budget: m.reason_budget,
  needs: m.reason_needs,
};

export const reportWords: Words<ReportSubject> = {
  closed: m.report_closed,
  hours: m.report_hours,
  price: m.report_price,
  position: m.report_position,
  accessibility: m.report_accessibility,
  text: m.report_text,
  other: m.report_other,
};

/** The entries of a list of words in their own order, for forms. */
export const choices = <Name extends string>(words: Words<Name>): readonly { readonly value: Name; readonly label: string }[] =>
  (Object.keys(words) as Name[]).map((value) => ({ value, label: words[value]() }));
