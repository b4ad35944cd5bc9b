import { m } from '@drystone/messages';

export const stateOfContent = { submitted: m.content_state_submitted, published: m.content_state_published, returned: m.content_state_returned, withdrawn: m.content_state_withdrawn } as const;
export const renownWords = { neighbours: m.renown_neighbours, locals: m.renown_locals, county: m.renown_county, everybody: m.renown_everybody } as const;
export const settingWords = { outdoor: m.setting_outdoor, indoor: m.setting_indoor, both: m.setting_both } as const;
export const terrainWords = { coast: m.terrain_coast, lough: m.terrain_lough, upland: m.terrain_upland, farmland: m.terrain_farmland, woodland: m.terrain_woodland, town: m.terrain_town } as const;
