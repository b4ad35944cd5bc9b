import { m } from '@drystone/messages';

export const categoryWords = {
  services: () => ({ label: m.category_services() }),
  goods: () => ({ label: m.category_goods() }),
  works: () => ({ label: m.category_works() }),
  'light-touch': () => ({ label: m.category_light_touch(), hint: m.category_light_touch_hint() }),
  concession: () => ({ label: m.category_concession(), hint: m.category_concession_hint() }),
} as const;
export const priceBasisWords = {
  'fixed-price': () => ({ label: m.price_fixed(), hint: m.price_fixed_hint() }),
  'unit-prices': () => ({ label: m.price_units(), hint: m.price_units_hint() }),
  'time-and-materials': () => ({ label: m.price_time(), hint: m.price_time_hint() }),
  outcomes: () => ({ label: m.price_outcomes(), hint: m.price_outcomes_hint() }),
  grant: () => ({ label: m.price_grant(), hint: m.price_grant_hint() }),
  prize: () => ({ label: m.price_prize() }),
  'income-share': () => ({ label: m.price_income(), hint: m.price_income_hint() }),
  free: () => ({ label: m.price_free(), hint: m.price_free_hint() }),
} as const;
export const reservationWords = {
  all: () => ({ label: m.reserved_all(), hint: m.reserved_all_hint() }),
  'supported-employment': () => ({ label: m.reserved_supported(), hint: m.reserved_supported_hint() }),
  'small-and-social': () => ({ label: m.reserved_small(), hint: m.reserved_small_hint() }),
} as const;
export const fitWords = { fits: m.draft_fits, possible: m.draft_possible, forbidden: m.draft_forbidden } as const;
export const panelWords = m.lot_criterion_panel;
export const closedWords = { withdrawn: m.closed_withdrawn, unsuccessful: m.closed_unsuccessful } as const;
