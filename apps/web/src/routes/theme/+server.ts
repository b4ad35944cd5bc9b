import { redirect } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

const aYear = 365 * 24 * 60 * 60;

/** Keeps the visitor's choice of light or dark and leads back to where they were. */
export const POST: RequestHandler = async ({ request, cookies, url }) => {
  const form = await request.formData();
  const theme = form.get('theme');
  const from = String(form.get('from') ?? '/');
  if (theme === 'light' || theme === 'dark') {
    cookies.set('theme', theme, { path: '/', maxAge: aYear, sameSite: 'lax', secure: url.protocol === 'https:' });
  }
  redirect(303, from.startsWith('/') && !from.startsWith('//') && !from.includes('\\') ? from : '/');
};
