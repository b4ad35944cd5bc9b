/** The open HTTP form of the part as OpenAPI 3.1; `openapi.json` beside this folder is what this answers. */

import { z } from 'zod';
import { attraction } from './attraction.ts';

const problem = { description: 'Problem details (RFC 9457)', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };
const known = [
  { name: 'If-None-Match', in: 'header', required: false, description: 'The ETag that the caller has', schema: { type: 'string' } },
  { name: 'If-Modified-Since', in: 'header', required: false, description: 'The Last-Modified that the caller has', schema: { type: 'string' } },
];
const validators = {
  ETag: { description: 'Changes whenever the page does; this or Last-Modified', schema: { type: 'string' } },
  'Last-Modified': { description: 'This or ETag', schema: { type: 'string' } },
};

export function contentOpenApi(): object {
  const { $schema: _, ...schema } = z.toJSONSchema(attraction, { io: 'input' });
  return {
    openapi: '3.1.0',
    info: {
      title: 'visit.content',
      version: '1',
      description: 'What an endpoint that serves attractions to Drystone answers. `npx drystone prove visit.content https://provider.example/feed` holds it to this. Requests are signed (RFC 9421) with a key of `/.well-known/drystone-keys.json`; nobody has to look at the signature.',
    },
    servers: [{ url: 'https://provider.example/feed', description: 'The feed: any address of yours' }],
    paths: {
      '/': {
        get: {
          operationId: 'places',
          summary: 'A page of places',
          parameters: [{ name: 'cursor', in: 'query', required: false, description: 'Whatever your `next` says; nobody else makes one', schema: { type: 'string' } }, ...known],
          responses: {
            200: { description: 'The page', headers: validators, content: { 'application/json': { schema: { $ref: '#/components/schemas/Page' } } } },
            304: { description: 'As it was' },
            400: { ...problem, description: 'There is no such cursor' },
          },
        },
      },
      '/{slug}': {
        get: {
          operationId: 'place',
          summary: 'One place, the same record as on its page',
          parameters: [{ name: 'slug', in: 'path', required: true, schema: { type: 'string' } }],
          responses: {
            200: { description: 'The place', content: { 'application/json': { schema: { $ref: '#/components/schemas/Attraction' } } } },
            404: { ...problem, description: 'There is no such place' },
          },
        },
      },
    },
    components: {
      schemas: {
        Attraction: schema,
        Page: {
          type: 'object',
          required: ['items', 'next'],
          properties: {
            items: { type: 'array', maxItems: 1_000, items: { $ref: '#/components/schemas/Attraction' } },
            next: { type: ['string', 'null'], description: 'Path from the root, or an address of the same host; null on the last page' },
          },
        },
        Problem: { type: 'object', required: ['title'], properties: { type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' }, detail: { type: 'string' } } },
      },
    },
  };
}
