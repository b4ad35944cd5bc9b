import { json } from '@sveltejs/kit';
import { openData, openLicence } from '#lib/open-data.ts';
import type { RequestHandler } from './$types';

/** What the page lists, for programs that ask for JSON. */
export const GET: RequestHandler = ({ url: { pathname } }) => json({ license: openLicence, items: openData(pathname), next: null }, { headers: { 'access-control-allow-origin': '*' } });
