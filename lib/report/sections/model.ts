/**
 * What a model shows of itself.
 *
 * @module
 */
// @ts-types="@types/d3-scale"
import { scaleLinear } from "d3-scale";
import { inkToGray } from "../../image/codecs/encode.ts";
import type { InkImage } from "../../image/ink_image.ts";
import { breakable, dataScript, type Html, markup } from "../html.ts";
import { cellPosition, createSprite, defineSprite, spriteCell } from "../sprite.ts";
import type { LatentMap, LatentPoint, PointKind } from "../views/latent_map.ts";
import type { ModelViews, ViewSource } from "../views/model_views.ts";
import type { NearestTrainings } from "../views/nearest_training.ts";
import type { Section } from "./section.ts";

const KINDS: Readonly<Record<PointKind, string>> = {
  training: "training",
  validation: "held out",
  generated: "generated",
};

const MAP = { width: 640, height: 440, margin: 28 };

const spriteOf = (images: readonly InkImage[]) => createSprite(images.map(inkToGray));

/** Which model is shown, while a run goes on. */
function describeSource({ epoch, prior }: ViewSource): string {
  return epoch === undefined ? "" : ` The model after epoch ${epoch}, with a ${prior} prior.`;
}

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

function mapSection({ points, explained }: LatentMap, source: ViewSource): Section {
  const sprite = spriteOf(points.map(({ image }) => image));
  const [toX, toY] = mapScales(points);
  const kinds = (Object.keys(KINDS) as PointKind[])
    .filter((kind) => points.some((point) => point.kind === kind));
  const percent = explained.map((fraction) => `${(100 * fraction).toFixed(0)}\u00a0%`);
  const first = `${cellPosition(sprite, 0).join(" ")} ${sprite.width} ${sprite.height}`;
  return {
    id: "latent",
    title: "Latent space",
    body: markup`
      <p class="lead">${describeAxes(points, percent)} Point at one to see its signature; with the
      keyboard, the arrow keys go from point to point.${describeSource(source)}</p>
      ${defineSprite("point", sprite)}
      <div class="map">
        <div class="map-plot">
          <svg id="map" viewBox="0 0 ${MAP.width} ${MAP.height}" role="listbox" tabindex="0"
            aria-label="Signatures in the latent space" aria-activedescendant="point-0">
      <g aria-hidden="true" class="axes"><path class="grid-line" d="M${toX(0)} 0V${MAP.height}M0 ${
      toY(0)
    }H${MAP.width}"/></g>
      ${points.map((point, i) => renderPoint(point, i, toX(point.x), toY(point.y)))}
          </svg>
          <ul class="legend">${
      kinds.map((kind) =>
        markup`<li><svg viewBox="-8 -8 16 16" aria-hidden="true">${marker(kind, 0, 0)}</svg>${
          KINDS[kind]
        } <span class="unit">${points.filter((point) => point.kind === kind).length}</span></li>`
      )
    }</ul>
        </div>
        <figure class="map-detail">
          <div><svg class="ink" id="map-picture" viewBox="${first}" role="img" aria-label="${
      pointName(points[0]!)
    }"><use href="#point"/></svg></div>
          <figcaption id="map-caption">${pointName(points[0]!)}</figcaption>
        </figure>
      </div>
      ${
      dataScript("map-data", {
        columns: sprite.columns,
        width: sprite.width,
        height: sprite.height,
        writers: points.map(({ writer }) => writer ?? null),
      })
    }
    `,
  };
}

function describeAxes(points: readonly LatentPoint[], [first, second]: readonly string[]): string {
  const isKnown = points.some(({ kind }) => kind !== "generated");
  const what = isKnown
    ? "Means of q(z|x) and generated z along the first two principal components of the means"
    : "Generated z along its first two principal components";
  return `${what}, which hold ${first} and ${second} of the variance.`;
}

type Scale = (value: number) => number;

function mapScales(points: readonly LatentPoint[]): readonly [Scale, Scale] {
  const { width, height, margin } = MAP;
  const extent = (values: readonly number[]) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return low === high ? [low - 1, high + 1] : [low, high];
  };
  const round = (scale: Scale): Scale => (value) => Math.round(10 * scale(value)) / 10;
  return [
    round(scaleLinear(extent(points.map(({ x }) => x)), [margin, width - margin])),
    round(scaleLinear(extent(points.map(({ y }) => y)), [height - margin, margin])),
  ];
}

function pointName({ name, kind }: LatentPoint): string {
  return kind === "generated" ? name : `${name}, ${KINDS[kind]}`;
}

function renderPoint(point: LatentPoint, index: number, x: number, y: number): Html {
  return markup`
    <g role="option" aria-selected="${
    index === 0 ? "true" : "false"
  }" id="point-${index}" class="point"
      data-x="${x}" data-y="${y}" aria-label="${pointName(point)}">${marker(point.kind, x, y)}</g>
  `;
}

/** Kinds differ in shape as well as in colour. */
function marker(kind: PointKind, x: number, y: number): Html {
  if (kind === "training") {
    return markup`
      <circle class="c0" cx="${x}" cy="${y}" r="4" />
    `;
  }
  if (kind === "validation") {
    return markup`
      <rect class="c1" x="${(x - 4).toFixed(1)}" y="${(y - 4).toFixed(1)}" width="8" height="8" />
    `;
  }
  return markup`
    <path class="c2" d="M${x} ${(y - 6).toFixed(1)}l5.5 9.5h-11z" />
  `;
}

function nearestSection({ pairs, compared }: NearestTrainings, source: ViewSource): Section {
  const sprite = spriteOf(pairs.flatMap(({ sample, nearest }) => [sample, nearest]));
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
      describeSource(
        source,
      )
    }</p>
      ${defineSprite("nearest-pair", sprite)}
      <ul class="pairs">
      ${
      pairs.map(({ number, name, ratio }, i) =>
        markup`
          <li>
            <div role="img" aria-label="${`Sample ${number} above training signature ${name}`}">${
          spriteCell(
            "nearest-pair",
            sprite,
            2 * i,
          )
        }${spriteCell("nearest-pair", sprite, 2 * i + 1)}</div>
            <p class="caption">sample ${number}${
          ratio === undefined ? "" : markup`
              <b>${ratio.toFixed(2)}</b>
            `
        }<br><span class="name">${breakable(name, "/")}</span></p>
          </li>
        `
      )
    }
      </ul>
    `,
  };
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
  const sprite = spriteOf(images);
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
