import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { klas, serve, today } from './klas.ts';
import { allSaved, cell, expect, typeLetters, type Browser, type Page } from './school.ts';

const aYearAgo = '2025-11-25';
const password = 'калина-2026';

/** A class in a year: its pupils in the order of the alphabet, each with the mark of the first semester in algebra. */
interface Year {
  day: string;
  grade: string;
  marks: [pupil: string, mark: string][];
}

const years: Year[] = [
  { day: aYearAgo, grade: '7-А', marks: [['Абрам', '9'], ['Бабій', '4'], ['Вовк', '12']] },
  { day: today, grade: '8-А', marks: [['Абрам', '10'], ['Бабій', '5'], ['Новак', '3']] },
];

/** Birth dates: whoever has another's, and another surname alone, may be the same pupil, and an import asks. */
const born: Record<string, string> = { Абрам: '10.01.2013', Бабій: '11.02.2013', Вовк: '12.03.2013', Новак: '13.04.2013' };

/** A school in its second year with Klas: 7-А of the last year is 8-А now, without Вовк and with Новак. */
export interface SchoolOfTwoYears {
  folder: string;
  url: string;
  stop(): Promise<void>;
}

/** The office's files of a year, as they are imported in its autumn. */
function sheets(folder: string, { grade, marks }: Year): string[] {
  const days = ['Понеділок', 'Вівторок', 'Середа', 'Четвер', 'Пʼятниця'];
  const rows: Record<string, string[]> = {
    Вчителі: [
      "Прізвище,Ім'я,По батькові,Посада",
      'Коваль,Оксана,Петрівна,учителька',
      'Гринюк,Євген,Ілліч,заступник директора',
    ],
    Навантаження: ['Вчитель;Предмет;Клас;Годин на тиждень', `Коваль О. П.;Алгебра;${grade};5`],
    Розклад: [`День;Урок;${grade}`, ...days.map((day) => `${day};1;Алгебра`)],
    Учні: [
      "Прізвище,Ім'я,По батькові,Дата народження,Клас",
      ...marks.map(([pupil]) => `${pupil},Іван,Іванович,${born[pupil]},${grade}`),
    ],
  };
  return Object.entries(rows).map(([name, lines]) => {
    const file = join(folder, `${name}.csv`);
    writeFileSync(file, lines.join('\n'));
    return file;
  });
}

/** Signs in to the school of two years. */
export async function signInAt(url: string, page: Page, login: 'koval' | 'deputy'): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel('Ім\'я для входу').fill(login);
  await page.getByLabel('Пароль').fill(password);
  await page.getByRole('button', { name: 'Увійти' }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}

/** The teacher types the marks of the semester. */
async function giveMarks(browser: Browser, url: string, { marks }: Year): Promise<void> {
  const page = await (await browser.newContext({ serviceWorkers: 'block', locale: 'uk-UA' })).newPage();
  await signInAt(url, page, 'koval');
  await page.goto(`${url}/journal`);
  await page.getByRole('link', { name: 'Алгебра' }).first().click();
  await page.getByRole('link', { name: 'Підсумки', exact: true }).click();
  await expect(page.locator('#panel .cell-panel')).toBeVisible();
  await expect(page.locator('#grid tbody th.nm')).toHaveText(marks.map(([pupil]) => `${pupil} Іван`));
  for (const [place, [, mark]] of marks.entries()) {
    await (await cell(page, place + 1, 'І\u00a0сем.')).click();
    await typeLetters(page, mark);
    await page.keyboard.press('Enter');
  }
  await allSaved(page);
  await page.context().close();
}

/** Lives both years, and serves the school in the second one. */
export async function schoolOfTwoYears(browser: Browser): Promise<SchoolOfTwoYears> {
  const folder = mkdtempSync(join(tmpdir(), 'klas-years-'));
  const database = `sqlite://${folder}/klas.db`;
  const [last, own] = years;
  klas(database, ['import', ...sheets(folder, last)], '', last.day);
  for (const [login, person] of [['koval', 'Коваль Оксана Петрівна'], ['deputy', 'Гринюк Євген Ілліч']]) {
    klas(database, ['user', 'add', login, '--person', person, '--password-stdin'], password, last.day);
  }
  const before = await serve(database, 'last-year', { day: last.day });
  await giveMarks(browser, before.url, last);
  await before.stop();
  klas(database, ['import', ...sheets(folder, own)], '', own.day);
  const served = await serve(database, 'this-year', { day: own.day });
  await giveMarks(browser, served.url, own);
  const stop = async () => {
    await served.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { folder, url: served.url, stop };
}
