import type { Part } from '@drystone/part';

export const visitContent = {
  id: 'visit.content',
  name: 'Content of the visitor guide',
  joins: 'all',
  metrics: [
    { id: 'fresh-share', title: 'Places whose facts were checked within twelve months', unit: 'percent', better: 'higher', events: ['content.published', 'content.withdrawn'] },
    { id: 'reported', title: 'Times a visitor said that something is wrong', unit: 'times', better: 'lower', events: ['attraction.reported'] },
    { id: 'chosen', title: 'Times a place became part of an itinerary', unit: 'times', better: 'higher', events: ['trip.planned'] },
    { id: 'visited', title: 'Times a visitor said "we were here"', unit: 'times', better: 'higher', events: ['stop.visited'] },
  ],
} as const satisfies Part;
