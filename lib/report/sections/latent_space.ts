/**
 * The map of the latent space.
 *
 * @module
 */
// @ts-types="@types/d3-scale"
import { scaleLinear } from "d3-scale";
import { describeSource } from "../describe.ts";
import { dataScript, type Html, markup } from "../html.ts";
import { cellPosition, createInkSprite, defineSprite, type Sprite } from "../sprite.ts";
import type { LatentMap, LatentPoint, PointKind } from "../views/latent_map.ts";
import type { ViewSource } from "../views/model_views.ts";
import type { Section } from "./section.ts";

const KINDS: Readonly<Record<PointKind, string>> = {
  training: "training",
  validation: "held out",
  generated: "generated",
};

const MAP = { width: 640, height: 440, margin: 28 };

/** What the script needs to show the signature of a point; JSON in the page. */
export interface MapData {
  /** Signatures per row of the sprite. */
  readonly columns: number;
  /** Columns of a signature, in pixels. */
  readonly width: number;
  /** Rows of a signature, in pixels. */
  readonly height: number;
  /** The writer of each point; `null` if it has none. */
  readonly writers: readonly (string | null)[];
}

/**
 * Renders the map of the latent space.
 *
 * @param map The points.
 * @param source Which model is shown.
 */
export function mapSection({ points, explained }: LatentMap, source: ViewSource): Section {
  const sprite = createInkSprite(points.map(({ image }) => image));
  const data: MapData = {
    columns: sprite.columns,
    width: sprite.width,
    height: sprite.height,
    writers: points.map(({ writer }) => writer ?? null),
  };
  const percent = explained.map((fraction) => `${(100 * fraction).toFixed(0)}\u00a0%`);
  return {
    id: "latent",
    title: "Latent space",
    body: markup`
      <p class="lead">${describeAxes(points, percent)} Point at one to see its signature; with the
      keyboard, the arrow keys go from point to point.${describeSource(source)}</p>
      ${defineSprite("point", sprite)}
      <div class="map">
        <div class="map-plot">
          ${renderMap(points)}
          ${renderLegend(points)}
        </div>
        ${renderMapDetail(points[0]!, sprite)}
      </div>
      ${dataScript("map-data", data)}
    `,
  };
}

function renderMap(points: readonly LatentPoint[]): Html {
  const [toX, toY] = mapScales(points);
  return markup`<svg id="map" viewBox="0 0 ${MAP.width} ${MAP.height}" role="listbox" tabindex="0"
            aria-label="Signatures in the latent space" aria-activedescendant="point-0">
      <g aria-hidden="true" class="axes"><path class="grid-line" d="M${toX(0)} 0V${MAP.height}M0 ${
    toY(0)
  }H${MAP.width}"/></g>
      ${points.map((point, i) => renderPoint(point, i, toX(point.x), toY(point.y)))}
          </svg>`;
}

/** The kinds of points that the map has, and how many there are of each. */
function renderLegend(points: readonly LatentPoint[]): Html {
  const byKind = Map.groupBy(points, ({ kind }) => kind);
  const kinds = (Object.keys(KINDS) as PointKind[]).filter((kind) => byKind.has(kind));
  return markup`<ul class="legend">${
    kinds.map((kind) =>
      markup`<li><svg viewBox="-8 -8 16 16" aria-hidden="true">${marker(kind, 0, 0)}</svg>${
        KINDS[kind]
      } <span class="unit">${byKind.get(kind)!.length}</span></li>`
    )
  }</ul>`;
}

/** The signature of the selected point, at first of the first one. */
function renderMapDetail(point: LatentPoint, sprite: Sprite): Html {
  const cell = `${cellPosition(sprite, 0).join(" ")} ${sprite.width} ${sprite.height}`;
  return markup`<figure class="map-detail">
          <div><svg class="ink" id="map-picture" viewBox="${cell}" role="img" aria-label="${
    pointName(point)
  }"><use href="#point"/></svg></div>
          <figcaption id="map-caption">${pointName(point)}</figcaption>
        </figure>`;
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
