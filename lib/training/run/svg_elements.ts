/**
 * SVG elements as text.
 *
 * @module
 */

/** A path of a class. */
export function path(name: string, d: string): string {
  return `<path class="${name}" d="${d}"/>`;
}

/** A text of a class, `anchor` being its start, middle or end. */
export function text(name: string, x: number, y: number, anchor: string, content: string): string {
  const place = `x="${round(x)}" y="${round(y)}"`;
  return `<text class="${name}" ${place} text-anchor="${anchor}">${escapeXml(content)}</text>`;
}

/** A coordinate with one decimal. */
export function round(value: number): number {
  return Math.round(10 * value) / 10;
}

/** Text as content or attribute of an element. */
export function escapeXml(content: string): string {
  return content.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
