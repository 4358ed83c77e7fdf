import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { klas, serve, type Served } from './klas.ts';
import { expect, type Page } from './school.ts';

/** June of a year that the keys of the stories live to see, whenever they are told. */
export const june = '2045-06-10';
/** The keys of invented people; the password of each. */
export const keys = resolve(import.meta.dirname, '../../crates/signing/tests/data');
export const keyPassword = 'klas-test';

/** A small school whose subject nobody teaches: whoever leads it closes its semesters. */
const sheets: Record<string, string> = {
  'Учні.csv': 'ПІБ учня;Дата народження;Клас\nБабенко Софія Іванівна;05.09.2031;8-А\nҐудзь Ярина Олегівна;01.03.2031;8-А\n',
  'Працівники.csv':
    'Прізвище,Ім\'я,По батькові,Посада,Класний керівник\nКласна,Олена,Петрівна,вчителька,8-А\nДиректорка,Олена,Петрівна,директор,\n',
  'Навантаження.csv': 'Учитель\tПредмет\tКлас\tГодин на тиждень\nВакансія\tАлгебра\t8-А\t1\n',
  'Дзвінки.csv': 'Урок,Початок,Кінець\n1,08:30,09:15\n2,09:25,10:10\n',
  'Розклад.csv': 'День;№;8-А\nПонеділок;1;Алгебра\n',
};

/** The same school a year later: its class is 9-А, and another leads it. */
const nextYear: Record<string, string> = {
  'Учні.csv': sheets['Учні.csv']!.replaceAll('8-А', '9-А'),
  'Працівники.csv':
    'Прізвище,Ім\'я,По батькові,Посада,Класний керівник\nКласна,Олена,Петрівна,вчителька,\nНова,Ніна,Іванівна,вчителька,9-А\nДиректорка,Олена,Петрівна,директор,\n',
  'Навантаження.csv': sheets['Навантаження.csv']!.replaceAll('8-А', '9-А'),
  'Дзвінки.csv': sheets['Дзвінки.csv']!,
  'Розклад.csv': sheets['Розклад.csv']!.replaceAll('8-А', '9-А'),
};

/** A school in June, served; `head`, `klasna`, the class teacher of 8-А, and `sofia`, a pupil, sign in to it. */
export interface SchoolInJune {
  folder: string;
  database: string;
  url: string;
  /** Lets the next year begin: from then on the school is served in September. */
  beginNextYear(): Promise<void>;
  stop(): Promise<void>;
}

function takeIn(folder: string, database: string, files: Record<string, string>, day: string): void {
  const office = join(folder, `sheets-${day}`);
  mkdirSync(office);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(office, file), text);
  klas(database, ['import', office], '', day);
}

export async function schoolInJune(name: string): Promise<SchoolInJune> {
  const folder = mkdtempSync(join(tmpdir(), `klas-${name}-`));
  const database = `sqlite://${folder}/klas.db`;
  takeIn(folder, database, sheets, '2044-09-01');
  const people = [
    ['klasna', 'Класна Олена Петрівна'],
    ['head', 'Директорка Олена Петрівна'],
    ['sofia', 'Бабенко Софія Іванівна'],
  ] as const;
  for (const [login, person] of people) {
    klas(database, ['user', 'add', login, '--person', person, '--password-stdin'], 'калина-2026', june);
  }
  let served: Served = await serve(database, name, { day: june });
  const school: SchoolInJune = {
    folder,
    database,
    url: served.url,
    async beginNextYear() {
      await served.stop();
      takeIn(folder, database, nextYear, '2045-09-01');
      served = await serve(database, `${name}-autumn`, { day: '2045-09-04' });
      school.url = served.url;
    },
    async stop() {
      await served.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return school;
}

export async function signInTo(school: SchoolInJune, page: Page, login: string): Promise<void> {
  await page.goto(`${school.url}/sign-in`);
  await page.getByLabel('Ім\'я для входу').fill(login);
  await page.getByLabel('Пароль').fill('калина-2026');
  await page.getByRole('button', { name: 'Увійти' }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}

/** Closes a semester of the one subject and of the class. */
async function close(school: SchoolInJune, page: Page, semester: number): Promise<void> {
  await page.goto(`${school.url}/journal`);
  const journal = await page.getByRole('link', { name: 'Алгебра' }).first().getAttribute('href');
  await page.goto(`${school.url}${journal}/closing?semester=${semester}`);
  await page.getByLabel('Причина').fill('Учителя не було');
  await page.getByRole('button', { name: /^Закрити/ }).click();
  await expect(page.locator('#closed')).toBeVisible();
  await page.goto(`${school.url}/closing?semester=${semester}`);
  await page.getByRole('link', { name: '8-А', exact: true }).click();
  await page.getByRole('button', { name: /^Закрити/ }).click();
  await expect(page.locator('#closed')).toBeVisible();
}

/** Goes to the archive of 8-А. */
export async function openArchive(school: SchoolInJune, page: Page): Promise<void> {
  await page.goto(`${school.url}/archive`);
  await page.getByRole('link', { name: '8-А', exact: true }).click();
}

/** Closes the year and has 8-А archived, by the head who is signed in. */
export async function makeArchive(school: SchoolInJune, page: Page): Promise<void> {
  await close(school, page, 1);
  await close(school, page, 2);
  await openArchive(school, page);
  await expect(page.getByText('не підготовлено')).toBeVisible();
  await page.getByRole('button', { name: 'Підготувати', exact: true }).click();
  // The page looks again by itself until the class is made.
  await expect(page.getByRole('heading', { name: 'Картка архіву' })).toBeVisible({ timeout: 120_000 });
  await expect(page.getByText('чекає на підпис класного керівника')).toBeVisible();
}

/** Takes the container of the page away. */
export async function download(school: SchoolInJune, page: Page, name: string): Promise<string> {
  const [taken] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Завантажити контейнер' }).click(),
  ]);
  expect(taken.suggestedFilename()).toBe('8-А 2044-2045.asice');
  const path = join(school.folder, name);
  await taken.saveAs(path);
  return path;
}
