import { execFileSync } from 'node:child_process';

/** The numbers of each row of a workbook's first sheet. */
export function numbers(workbook: string): number[][] {
  const text = execFileSync('unzip', ['-p', workbook, 'xl/worksheets/sheet1.xml'], { encoding: 'utf8' });
  const rows = text.match(/<row .*?<\/row>/gs) ?? [];
  const number = /<c r="[A-Z]+\d+"(?: s="\d+")?><v>([^<]+)<\/v>/g;
  return rows.map((own) => [...own.matchAll(number)].map(([, value]) => Number(value)));
}
