/**
 * The images of a run: samples, reconstructions, recovered trajectories.
 *
 * @module
 */
import type { InkImage } from "../../image/ink_image.ts";
import { dataScript, type Html, markup } from "../html.ts";
import type { RecoverySheet } from "../recovery_sheet.ts";
import type { SampleSheets } from "../run_images.ts";
import { createInkSprite, defineSprite, type Sprite, spriteCell } from "../sprite.ts";
import { renderRange, type Section } from "./section.ts";

/** What the script needs to show the samples of other epochs; JSON in the page. */
export interface SheetsData {
  /** Number of samples of each sheet. */
  readonly count: number;
  /** When each sheet was written, in words. */
  readonly texts: readonly string[];
  /** The sprites of the sheets; `null` for the one that the page shows at first. */
  readonly uris: readonly (string | null)[];
}

/**
 * Renders the samples of the latest epoch, and of earlier ones by a slider.
 *
 * @param samples Sample sheets.
 */
export function sampleSection({ sheets, total }: SampleSheets): Section {
  const last = sheets.at(-1)!;
  const { sprite } = last;
  const thinned = sheets.length < total
    ? ` ${sheets.length} of ${total} epochs are shown; all are in samples/ of the run folder.`
    : "";
  const texts = sheets.map(({ epoch }) => epoch === 0 ? "before training" : `epoch ${epoch}`);
  const data: SheetsData = {
    count: sprite.count,
    texts,
    uris: sheets.map((sheet) => sheet === last ? null : sheet.sprite.uri),
  };
  const play = markup`<button type="button" id="sheet-play" aria-pressed="false">Play</button>`;
  return {
    id: "samples",
    title: "Samples over the epochs",
    shortTitle: "Samples",
    body: markup`
      <p class="lead">Each position keeps its random numbers, so that epochs compare.${thinned}</p>
      ${
      sheets.length === 1 ? undefined : renderRange({
        id: "sheet-epoch",
        label: "Samples after",
        max: sheets.length - 1,
        value: sheets.length - 1,
        text: texts.at(-1)!,
        more: play,
      })
    }
      ${defineSprite("sheet", sprite)}
      <p class="print-only">Samples after ${texts.at(-1)}.</p>
      <div class="grid" role="img" id="sheet-grid" aria-label="${`${sprite.count} samples, ${
      texts.at(-1)
    }`}">
      ${Array.from({ length: sprite.count }, (_, i) => spriteCell("sheet", sprite, i))}
      </div>
      ${dataScript("sheets-data", data)}
    `,
  };
}

/**
 * Renders held-out images with their reconstructions.
 *
 * @param sprite Originals and reconstructions alternate.
 * @param areHeldOut Whether they are of the held-out set.
 */
export function reconstructionSection(sprite: Sprite, areHeldOut: boolean): Section {
  const kind = areHeldOut ? "held-out" : "training";
  return {
    id: "reconstructions",
    title: "Reconstructions",
    body: markup`
      <p class="lead">Each ${kind} signature above what the model decodes from its latent vector.</p>
      ${defineSprite("reconstruction", sprite)}
      <ul class="pairs">
      ${
      Array.from({ length: Math.floor(sprite.count / 2) }, (_, i) =>
        markup`
          <li>
            <div role="img" aria-label="${`A ${kind} signature, number ${
          i + 1
        }, above its reconstruction`}">${
          spriteCell(
            "reconstruction",
            sprite,
            2 * i,
          )
        }${spriteCell("reconstruction", sprite, 2 * i + 1)}</div>
          </li>
        `)
    }
      </ul>
    `,
  };
}

/**
 * Renders recovered trajectories, doubtful ones first.
 *
 * @param sheet The recovery sheet.
 */
export function recoverySection({ uri, width, height, cells }: RecoverySheet): Section {
  const doubtful = cells.filter(({ isDoubtful }) => isDoubtful).length;
  const found = doubtful === 0
    ? "None of these is doubtful."
    : `${doubtful} doubtful ${doubtful === 1 ? "one comes" : "ones come"} first, in a red frame.`;
  return {
    id: "traces",
    title: "Recovered trajectories",
    shortTitle: "Trajectories",
    body: markup`
      <p class="lead">The strokes that training sees of your images, over the images: from blue, the first
      stroke, to red, the last; a dot marks where one begins. ${found}</p>
      <svg class="sprite" aria-hidden="true" focusable="false">
        <defs>
          <image id="trace" width="${width}" height="${height}" href="${uri}" />
        </defs>
      </svg>
      <ul class="grid traces">
      ${
      cells.map(({ left, top, width, height, isDoubtful }, i) =>
        markup`
          <li>
            <svg class="ink colored" viewBox="${left - 1} ${top - 1} ${width + 2} ${
          height +
          2
        }" role="img"
              aria-label="${`Recovered trajectory ${i + 1}${isDoubtful ? ", doubtful" : ""}`}">
              <use href="#trace" />
            </svg>
          </li>
        `
      )
    }
      </ul>
    `,
  };
}

/** Maximum number of signatures of each set. */
const MAX_EXAMPLES = 20;

/** Examples of a set of signatures. */
export interface ExampleSet {
  /** What they are. */
  readonly label: string;
  /** The signatures, as they were measured. */
  readonly images: readonly InkImage[];
}

/**
 * Renders sets of signatures below one another.
 *
 * @param sets The sets.
 */
export function setSection(sets: readonly ExampleSet[]): Section {
  return {
    id: "sets",
    title: "The sets side by side",
    shortTitle: "Sets",
    body: markup`
      <p class="lead">Signatures as they were measured: normalized to one size and stroke width.</p>
      ${sets.map((set, i) => renderExamples(set, `set-${i}`))}
    `,
  };
}

function renderExamples({ label, images }: ExampleSet, id: string): Html {
  const sprite = createInkSprite(images.slice(0, MAX_EXAMPLES));
  return markup`
    <h3>${label}</h3>
    ${defineSprite(id, sprite)}
    <div class="grid" role="img" aria-label="${`${sprite.count} signatures: ${label}`}">
    ${Array.from({ length: sprite.count }, (_, i) => spriteCell(id, sprite, i))}
    </div>
  `;
}
