import type { Part } from '@drystone/part';
import { observe } from './observe.ts';

export const visitContent = {
  id: 'visit.content',
  name: 'Content of the visitor guide',
  joins: 'all',
  metrics: [
    { id: 'fresh-share', title: 'Places whose facts were checked within twelve months', unit: 'percent', better: 'higher', events: ['content.published', 'content.confirmed', 'content.withdrawn'], figure: { confirmedWithinMonths: 12 } },
    { id: 'reported', title: 'Times a visitor said that something is wrong', unit: 'times', better: 'lower', events: ['attraction.reported'], figure: { count: 'reported' } },
    { id: 'recommended', title: 'Times the guide put a place into an itinerary by itself', unit: 'times', better: 'higher', events: ['trip.planned'], figure: { count: 'recommended' } },
    { id: 'chosen', title: 'Times a visitor asked for a place by name', unit: 'times', better: 'higher', events: ['trip.planned'], figure: { count: 'chosen' } },
    { id: 'visited', title: 'Times a visitor said "we were here"', unit: 'times', better: 'higher', events: ['stop.visited'], figure: { count: 'visited' } },
    { id: 'little-known-share', title: 'Visits that went to little-known places', unit: 'percent', better: 'higher', events: ['stop.visited'], figure: { share: 'visited-little-known', of: 'visited' } },
  ],
  observe,
} as const satisfies Part;
