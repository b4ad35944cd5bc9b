import type { Finding } from './rule.ts';
import { rules } from './rules/all.ts';

/**
 * Findings as SARIF 2.1.0 (OASIS), which code review tools and editors show beside the text.
 * @param uri of the file that was checked
 * @param text of the file, for the lines
 */
export function toSarif(findings: readonly Finding[], uri: string, text: string): unknown {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Drystone tender check',
            rules: rules.map(({ id, title, why, mend, severity, source }) => ({ id, name: id, shortDescription: { text: title }, fullDescription: { text: why }, help: { text: `${mend} (${source.title})` }, helpUri: source.url, defaultConfiguration: { level: severity } })),
          },
        },
        columnKind: 'unicodeCodePoints',
        results: findings.map((finding) => ({
          ruleId: finding.rule,
          ruleIndex: rules.findIndex(({ id }) => id === finding.rule),
          level: finding.severity,
          message: { text: `${finding.message} ${finding.mend}` },
          locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine: lineOf(finding.quote, text) } }, logicalLocations: [{ fullyQualifiedName: finding.path }] }],
          properties: { quote: finding.quote, source: finding.source },
        })),
      },
    ],
  };
}

/** The first line that holds the words; the first of all where they are not found as they stand. */
function lineOf(quote: string, text: string): number {
  const at = quote === '' ? -1 : text.indexOf(JSON.stringify(quote).slice(1, -1));
  return at < 0 ? 1 : text.slice(0, at).split('\n').length;
}
