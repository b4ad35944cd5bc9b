/** The open HTTP form of the part as OpenAPI 3.1; `openapi.json` beside this folder is what this answers. */

import { z } from 'zod';
import { offerAnswer, offeredCase, withdrawal } from './offer.ts';

const schemaOf = (schema: z.ZodType) => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
};
const problem = { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };
const unsigned = { ...problem, description: 'It is not signed, not rightly, or by nobody you know' };
const body = (name: string) => ({ required: true, content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } } });
const parameters = [
  { name: 'Content-Digest', in: 'header', required: true, description: 'SHA-256 of the body (RFC 9530)', schema: { type: 'string' } },
  { name: 'Signature-Input', in: 'header', required: true, description: 'What is signed (RFC 9421): @method, @target-uri, content-digest, content-type; tag "drystone", good for five minutes', schema: { type: 'string' } },
  { name: 'Signature', in: 'header', required: true, description: 'Ed25519, by a key of /.well-known/drystone-keys.json of the platform', schema: { type: 'string' } },
];

export function responseOpenApi(): object {
  return {
    openapi: '3.1.0',
    info: { title: 'home.response', version: '1', description: 'What the system of a provider of alarm response answers when Drystone offers it a case. `npx drystone prove home.response https://provider.example/alarms` holds it to this.' },
    servers: [{ url: 'https://provider.example/alarms', description: 'Any address of yours' }],
    paths: {
      '/cases': {
        post: {
          operationId: 'offerCase',
          summary: 'A case is yours to take',
          description: 'Answer once an operator can see it, within five seconds. Without an answer it goes to the next provider. The same id again is the same case.',
          parameters,
          requestBody: body('Case'),
          responses: { 200: { description: 'We have it', content: { 'application/json': { schema: { $ref: '#/components/schemas/Accepted' } } } }, 400: { ...problem, description: 'This is no case' }, 401: unsigned },
        },
      },
      '/cases/{id}/withdrawal': {
        post: {
          operationId: 'withdrawCase',
          summary: 'It is somebody else’s now',
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }, ...parameters],
          requestBody: body('Withdrawal'),
          responses: { 204: { description: 'Let go' }, 401: unsigned, 404: { ...problem, description: 'There is no such case' } },
        },
      },
    },
    components: {
      schemas: {
        Case: schemaOf(offeredCase),
        Accepted: schemaOf(offerAnswer),
        Withdrawal: schemaOf(withdrawal),
        Problem: { type: 'object', required: ['title'], properties: { type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' }, detail: { type: 'string' } } },
      },
    },
  };
}
