/**
 * What a visitor may love: the closed list of interests that attractions are weighted by and
 * visitors choose from. Labels are in the message catalogue of the pages; the API names them here.
 */

export const interests = [
  { slug: 'history', name: 'History and heritage' },
  { slug: 'coast', name: 'Coast and cliffs' },
  { slug: 'walks', name: 'Walks and hills' },
  { slug: 'nature', name: 'Nature and wildlife' },
  { slug: 'gardens', name: 'Houses and gardens' },
  { slug: 'castles', name: 'Castles and forts' },
  { slug: 'churches', name: 'Churches and round towers' },
  { slug: 'prehistory', name: 'Megaliths and ancient places' },
  { slug: 'museums', name: 'Museums' },
  { slug: 'art', name: 'Galleries and street art' },
  { slug: 'industry', name: 'Industrial heritage' },
  { slug: 'food', name: 'Food and distilleries' },
  { slug: 'family', name: 'Family days' },
  { slug: 'screen', name: 'Screen locations' },
  { slug: 'viewpoints', name: 'Viewpoints' },
  { slug: 'beaches', name: 'Beaches' },
  { slug: 'markets', name: 'Markets and makers' },
  { slug: 'music', name: 'Music and stage' },
] as const;

export type Interest = (typeof interests)[number]['slug'];

export const interestSlugs = interests.map((interest) => interest.slug) as [Interest, ...Interest[]];
