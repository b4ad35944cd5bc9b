/** How many files and lines this process may have open. */

/** Infinity where nothing limits it, or nobody says. */
export function openFileLimit(): number {
  if (process.report === undefined) return Number.POSITIVE_INFINITY;
  // Addresses of the machine take seconds to look up, and nobody asks for them.
  Object.assign(process.report, { excludeNetwork: true });
  const { userLimits } = process.report.getReport() as { readonly userLimits?: { readonly open_files?: { readonly soft: number | 'unlimited' } } };
  const soft = userLimits?.open_files?.soft;
  return typeof soft === 'number' ? soft : Number.POSITIVE_INFINITY;
}
