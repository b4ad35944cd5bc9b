/** What a browser needs to plan by itself, with the very code of the service: nothing here touches Node or a database. */

export { describeAttraction } from './attractions/describe.ts';
export { createSchedules } from './attractions/open-state.ts';
export { catalogueOf, type Catalogue, type PlaceData } from './content/place-data.ts';
export { whatChanged } from './trips/changes.ts';
export { createTripPlanner, type TripPlanner } from './trips/trip-planner.ts';
export { defaultIterations } from './trips/search-effort.ts';
export { tripRequest } from './trips/trip.ts';
