/**
 * A part of a page.
 *
 * @module
 */
import { type Html, markup } from "../html.ts";

/** A part of a page with a heading. */
export interface Section {
  /** Id of the element, for links. */
  readonly id: string;
  /** The heading. */
  readonly title: string;
  /** A shorter name for the list of sections; the heading by default. */
  readonly shortTitle?: string;
  /** What follows the heading. */
  readonly body: Html;
}

/**
 * Renders a section.
 *
 * @param section The section.
 */
export function renderSection({ id, title, body }: Section): Html {
  return markup`
    <section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${body}
    </section>
  `;
}

/** A range input of a page; its script sets `output`. Hidden without scripts and in print. */
export interface RangeControl {
  /** Id of the input. */
  readonly id: string;
  /** What it chooses. */
  readonly label: string;
  /** Largest value; the smallest is 0. */
  readonly max: number;
  /** Value at first. */
  readonly value: number;
  /** Text of that value. */
  readonly text: string;
  /** Further controls. */
  readonly more?: Html;
}

/**
 * Renders a range input with its label and the text of its value.
 *
 * @param control The input.
 */
export function renderRange({ id, label, max, value, text, more }: RangeControl): Html {
  return markup`
    <div class="control">
    <label for="${id}">${label}</label>
    <input type="range" id="${id}" min="0" max="${max}" step="1" value="${value}" aria-valuetext="${text}">
    <output for="${id}" id="${id}-text">${text}</output>
    ${more}</div>
  `;
}

/**
 * A table that scrolls sideways where it is wider than the page.
 *
 * @param label What it holds, for screen readers.
 * @param header Texts of the header cells.
 * @param rows Texts of the other cells; the first of a row is its header.
 */
export function renderTable(
  label: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): Html {
  return markup`
    <div class="scroll" role="region" aria-label="${label}" tabindex="0">
      <table>
        <thead>
          <tr>${header.map((text) => markup`<th scope="col">${text}</th>`)}</tr>
        </thead>
        <tbody>${
    rows.map(([first, ...others]) =>
      markup`
            <tr><th scope="row">${first}</th>${others.map((text) => markup`<td>${text}</td>`)}</tr>
          `
    )
  }
        </tbody>
      </table>
    </div>
  `;
}
