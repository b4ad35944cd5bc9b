/** Reasons and warnings of an itinerary in words, from the message catalogue. */

import { m } from '@drystone/messages';
import type { Attraction, Interest } from '@drystone/part-visit-content';
import { hiddenBelow, type Recommendation } from '@drystone/part-visit-recommender';
import type { Mode, Need, StopWarning } from './trip.ts';

const love: Readonly<Record<Interest, () => string>> = {
  history: m.love_history,
  coast: m.love_coast,
  walks: m.love_walks,
  nature: m.love_nature,
  gardens: m.love_gardens,
  castles: m.love_castles,
  churches: m.love_churches,
  prehistory: m.love_prehistory,
  museums: m.love_museums,
  art: m.love_art,
  industry: m.love_industry,
  food: m.love_food,
  family: m.love_family,
  screen: m.love_screen,
  viewpoints: m.love_viewpoints,
  beaches: m.love_beaches,
  markets: m.love_markets,
  music: m.love_music,
};

const needWords: Readonly<Record<'unknown' | 'limited' | 'no', Readonly<Record<Need, () => string>>>> = {
  unknown: {
    stepFree: m.warning_need_unknown_stepFree,
    accessibleToilet: m.warning_need_unknown_accessibleToilet,
    hearingLoop: m.warning_need_unknown_hearingLoop,
    quietHours: m.warning_need_unknown_quietHours,
    parking: m.warning_need_unknown_parking,
  },
  limited: {
    stepFree: m.warning_need_limited_stepFree,
    accessibleToilet: m.warning_need_limited_accessibleToilet,
    hearingLoop: m.warning_need_limited_hearingLoop,
    quietHours: m.warning_need_limited_quietHours,
    parking: m.warning_need_limited_parking,
  },
  no: {
    stepFree: m.warning_need_no_stepFree,
    accessibleToilet: m.warning_need_no_accessibleToilet,
    hearingLoop: m.warning_need_no_hearingLoop,
    quietHours: m.warning_need_no_quietHours,
    parking: m.warning_need_no_parking,
  },
};

const everybodyKnows = 0.75;

export type ReasonGround =
  | { readonly kind: 'appointment' }
  | {
      readonly kind: 'attraction';
      readonly attraction: Attraction;
      /** The visitor's interests that it serves, the strongest first. */
      readonly interests: readonly string[];
      readonly asked: boolean;
      /** Whether the visitor named any interest. */
      readonly stated: boolean;
      readonly wet: boolean;
    };

/** One plain sentence: why a stop is in the plan. */
export function reasonFor(ground: ReasonGround): string {
  if (ground.kind === 'appointment') return m.why_appointment();
  if (ground.asked) return m.why_asked();
  const { attraction, stated } = ground;
  const strongest = ground.interests.length > 0 ? ground.interests : Object.keys(attraction.interests);
  const interests = joined(strongest.slice(0, 2).map((interest) => love[interest as Interest]()));
  const hidden = attraction.renown < hiddenBelow;
  if (!stated) return hidden ? m.why_general_hidden({ interests }) : m.why_general({ interests });
  if (ground.wet && attraction.setting === 'indoor') return m.why_interests_wet({ interests });
  if (hidden) return m.why_interests_hidden({ interests });
  return attraction.renown >= everybodyKnows ? m.why_interests_famous({ interests }) : m.why_interests({ interests });
}

export function warningsFor(attraction: Attraction, needs: Recommendation['needs'], mode: Mode): StopWarning[] {
  const warnings: StopWarning[] = needs.map(({ need, known }) => ({
    code: known === 'unknown' ? 'need_unknown' : known === 'limited' ? 'need_limited' : 'need_unmet',
    need,
    text: needWords[known][need](),
  }));
  const { hours, price } = attraction;
  if (hours === 'unknown') warnings.push({ code: 'hours_unknown', text: m.warning_hours_unknown() });
  else {
    if (hours.basis === 'unverified' && hours.opening !== '24/7') warnings.push({ code: 'hours_unverified', text: m.warning_hours_unverified() });
    if (hours.lastEntryMinutes) warnings.push({ code: 'last_entry', text: m.warning_last_entry({ minutes: hours.lastEntryMinutes }) });
  }
  if (price === 'unknown') warnings.push({ code: 'price_unknown', text: m.warning_price_unknown() });
  else {
    const parking = mode === 'car' ? price.parking : undefined;
    if (parking) warnings.push({ code: 'price_parking', text: m.warning_price_parking() });
    if (price.basis === 'unverified' && (price.adult > 0 || parking)) warnings.push({ code: 'price_unverified', text: m.warning_price_unverified({ year: price.year }) });
  }
  return warnings;
}

export const breakName = (): string => m.break_lunch();
export const travelFallbackNote = (): string => m.note_travel_fallback();

function joined(words: readonly string[]): string {
  const head = words.slice(0, -1).join(', ');
  const last = words.at(-1) ?? '';
  return head === '' ? last : m.list_and({ head, last });
}
