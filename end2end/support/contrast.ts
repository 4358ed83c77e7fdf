import type { Page } from '@playwright/test';

/**
 * The texts of a page that do not stand out enough from their ground (WCAG 2.2: 4.5 : 1, large ones 3 : 1), and the
 * fields whose borders do not (3 : 1). What lies on a picture or is half transparent is left out.
 */
export async function faint(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    type Colour = [number, number, number, number];

    const read = (text: string): Colour => {
      const [red, green, blue, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
      return [red ?? 0, green ?? 0, blue ?? 0, alpha];
    };
    const luminance = (colour: Colour): number => {
      const [red, green, blue] = colour.slice(0, 3).map((part) => {
        const share = part / 255;
        return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
    };
    const contrast = (one: Colour, other: Colour): number => {
      const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
      return (light! + 0.05) / (dark! + 0.05);
    };
    /** The colour behind an element; none where it cannot be told. */
    const ground = (element: Element | null): Colour | undefined => {
      for (let own = element; own; own = own.parentElement) {
        const style = getComputedStyle(own);
        if (style.backgroundImage !== 'none' || style.opacity !== '1') return undefined;
        const colour = read(style.backgroundColor);
        if (colour[3] === 1) return colour;
        if (colour[3] > 0) return undefined;
      }
      return [255, 255, 255, 1];
    };
    const isShown = (element: Element): boolean =>
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && element.getClientRects().length > 0;
    const ownText = (element: Element): string =>
      [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.textContent).join('').trim();

    const found: string[] = [];
    for (const element of document.querySelectorAll('body, body *')) {
      if (!isShown(element)) continue;
      const style = getComputedStyle(element);
      const field = element.matches('input:not([type=checkbox], [type=radio]), select, textarea');
      const text = field ? (element as HTMLInputElement).value : ownText(element);
      const behind = ground(element);
      if (text && behind) {
        const size = Number.parseFloat(style.fontSize);
        const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        const ratio = contrast(read(style.color), behind);
        if (ratio < (large ? 3 : 4.5)) found.push(`«${text.slice(0, 30)}» ${ratio.toFixed(2)}`);
      }
      const around = ground(element.parentElement);
      if (field && around && !element.matches(':disabled, [readonly]')) {
        const ratio = contrast(read(style.borderTopColor), around);
        if (ratio < 3) found.push(`border of ${element.getAttribute('name')} ${ratio.toFixed(2)}`);
      }
    }
    return [...new Set(found)];
  });
}

/** How light the page's ground is, from 0 to 255. */
export async function lightness(page: Page): Promise<number> {
  const colour = await page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
  const parts = (colour.match(/\d+/g) ?? []).slice(0, 3).map(Number);
  return parts.reduce((sum, part) => sum + part, 0) / 3;
}
