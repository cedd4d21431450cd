/**
 * What a model shows of itself.
 *
 * @module
 */
import type { InkImage } from "../../image/ink_image.ts";
import { describeSource } from "../describe.ts";
import { breakable, type Html, markup } from "../html.ts";
import { createInkSprite, defineSprite, type Sprite, spriteCell } from "../sprite.ts";
import type { ModelViews, ViewSource } from "../views/model_views.ts";
import type { NearestTraining, NearestTrainings } from "../views/nearest_training.ts";
import { mapSection } from "./latent_space.ts";
import type { Section } from "./section.ts";

/**
 * Renders the sections about a model.
 *
 * @param views What was computed of it.
 * @param noTraining Why there is no comparison with training signatures, if there is none.
 */
export function modelSections(views: ModelViews, noTraining?: string): Section[] {
  const { map, nearest, interpolations, steps, source } = views;
  return [
    ...map === undefined ? [] : [mapSection(map, source)],
    ...nearest === undefined
      ? noTraining === undefined ? [] : [missingNearest(noTraining)]
      : [nearestSection(nearest, source)],
    interpolationSection(interpolations, steps, source),
  ];
}

function nearestSection({ pairs, compared }: NearestTrainings, source: ViewSource): Section {
  const sprite = createInkSprite(pairs.flatMap(({ sample, nearest }) => [sample, nearest]));
  const among = compared.count < compared.of
    ? `${compared.count} of ${compared.of} training signatures`
    : `${compared.count} training signatures`;
  return {
    id: "nearest",
    title: "Nearest training signatures",
    shortTitle: "Nearest",
    body: markup`
      <p
        class="lead">Each sample above the most similar of ${among}, by the features of the evaluation;
      the closest pair first. The number is their distance, where 1 is that of a held-out signature to its
      nearest training signature (median): far below 1, the sample is a copy.${
      describeSource(source)
    }</p>
      ${defineSprite(PAIR_SPRITE, sprite)}
      <ul class="pairs">
      ${pairs.map((pair, i) => pairItem(pair, sprite, i))}
      </ul>
    `,
  };
}

/** Identifies the image of all pairs. */
const PAIR_SPRITE = "nearest-pair";

/** A sample above its nearest training signature. */
function pairItem({ number, name, ratio }: NearestTraining, sprite: Sprite, i: number): Html {
  return markup`
          <li>
            <div role="img" aria-label="${`Sample ${number} above training signature ${name}`}">${
    spriteCell(PAIR_SPRITE, sprite, 2 * i)
  }${spriteCell(PAIR_SPRITE, sprite, 2 * i + 1)}</div>
            <p class="caption">sample ${number}${
    ratio === undefined ? "" : markup`
              <b>${ratio.toFixed(2)}</b>
            `
  }<br><span class="name">${breakable(name, "/")}</span></p>
          </li>
        `;
}

function missingNearest(reason: string): Section {
  return {
    id: "nearest",
    title: "Nearest training signatures",
    shortTitle: "Nearest",
    body: markup`<p class="lead">${reason}</p>`,
  };
}

function interpolationSection(
  images: readonly InkImage[],
  steps: number,
  source: ViewSource,
): Section {
  const sprite = createInkSprite(images);
  const rows = Math.floor(images.length / steps);
  return {
    id: "interpolations",
    title: "Interpolations",
    body: markup`
      <p
        class="lead">From one sample to another in ${steps} steps through the latent space.${
      describeSource(
        source,
      )
    }</p>
      ${defineSprite("between", sprite)}
      <div class="interpolations">
      ${
      Array.from({ length: rows }, (_, row) =>
        markup`
          <div class="strip" role="img" aria-label="${`Interpolation ${
          row + 1
        }: ${steps} signatures`}">${
          Array.from({ length: steps }, (_, i) => spriteCell("between", sprite, row * steps + i))
        }</div>
        `)
    }</div>
    `,
  };
}
