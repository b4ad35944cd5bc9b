/** An OpenAPI document as plain rows for reading: operations, parameters, bodies, answers. */

import type { OpenApiDocument } from '../page-services.ts';

export interface Outline {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  /** By their first tag, in the document's order. */
  readonly chapters: readonly { readonly slug: string; readonly title: string; readonly operations: readonly OperationOutline[] }[];
  readonly schemas: readonly { readonly name: string; readonly text: string }[];
}

export interface OperationOutline {
  readonly id: string;
  readonly chapter: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly where: string;
    readonly required: boolean;
    readonly type: string;
    readonly description: string;
  }[];
  readonly body: string;
  readonly answers: readonly { readonly status: string; readonly description: string; readonly type: string }[];
}

const methods = new Set(['get', 'put', 'post', 'delete', 'patch', 'head', 'options']);

export function outlineOf(document: OpenApiDocument): Outline {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => methods.has(method))
      .map(([method, operation]): OperationOutline => {
        const body = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
        return {
          id: operation.operationId ?? `${method}-${path.replace(/\W+/g, '-')}`,
          chapter: operation.tags?.[0] ?? 'other',
          method: method.toUpperCase(),
          path,
          summary: operation.summary ?? operation.operationId ?? path,
          description: operation.description ?? '',
          parameters: (operation.parameters ?? []).map((parameter) => ({
            name: parameter.name,
            where: parameter.in,
            required: parameter.required ?? false,
            type: typeName(parameter.schema),
            description: parameter.description ?? '',
          })),
          body: body === undefined ? '' : written(body),
          answers: Object.entries(operation.responses ?? {}).map(([status, answer]) => ({
            status,
            description: answer.description ?? '',
            type: Object.entries(answer.content ?? {})
              .map(([mediaType, { schema }]) => (schema === undefined ? mediaType : `${mediaType}: ${typeName(schema)}`))
              .join(', '),
          })),
        };
      }),
  );
  const schemas = Object.entries(document.components?.schemas ?? {}).map(([name, schema]) => ({ name, text: written(schema) }));
  const { title, version, description = '' } = document.info;
  const chapters = [...Map.groupBy(operations, ({ chapter }) => chapter)].map(([name, of]) => ({ slug: name.replaceAll(' ', '-'), title: name[0]!.toUpperCase() + name.slice(1), operations: of }));
  return { title, version, description, chapters, schemas };
}

interface SchemaLike {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly items?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly unknown[];
  readonly oneOf?: readonly unknown[];
  readonly format?: string;
}

/** A short name of a schema: its reference, its choices, or its type. */
function typeName(schema: unknown): string {
  if (typeof schema !== 'object' || schema === null) return '';
  const { $ref, type, items, enum: values, anyOf, oneOf, format } = schema as SchemaLike;
  if ($ref) return $ref.split('/').at(-1) ?? $ref;
  if (values) return values.map(String).join(' | ');
  const choices = anyOf ?? oneOf;
  if (choices) return choices.map(typeName).join(' | ');
  if (type === 'array') return `${typeName(items)}[]`;
  const name = Array.isArray(type) ? type.join(' | ') : String(type ?? 'object');
  return format ? `${name} (${format})` : name;
}

const written = (schema: unknown): string => JSON.stringify(schema, null, 2);
