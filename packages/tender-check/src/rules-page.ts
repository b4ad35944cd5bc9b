import { ruleGroups } from './rules/all.ts';

/** The page that documents every rule, in Markdown. */
export function rulesPage(): string {
  const count = ruleGroups.reduce((sum, { rules }) => sum + rules.length, 0);
  const lines = [
    '# What the tender check looks for',
    '',
    `${count} rules. An **error** is against the law or cannot stand, a **warning** keeps providers out, a **note** makes bidding harder than it need be. This page is written from the rules; a test holds the two together.`,
    '',
    'The check reads sentences and numbers; it does not know what was meant. It is a colleague who has read many tenders, not legal advice.',
  ];
  for (const { title, rules } of ruleGroups) {
    lines.push('', `## ${title}`);
    for (const rule of rules) lines.push('', `### ${rule.title}`, '', `\`${rule.id}\` · ${rule.severity}`, '', rule.why, '', `**Mend:** ${rule.mend}`, '', `**Source:** [${rule.source.title}](${rule.source.url})`);
  }
  return `${lines.join('\n')}\n`;
}
