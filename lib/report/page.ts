/**
 * A report as one HTML file, which needs no other file and no network.
 *
 * @module
 */
import { Html, markup } from "./html.ts";
import { PAGE_SCRIPT, PAGE_STYLE } from "./page_assets.ts";
import { renderSection, type Section } from "./sections/section.ts";

/** What is going on, at the top of a page. */
export interface PageStatus {
  /** In a word or two. */
  readonly text: string;
  /** How it looks. */
  readonly kind: "running" | "done" | "stopped";
  /** What follows the word. */
  readonly detail?: string | undefined;
  /** From 0 to 1; a bar shows it. */
  readonly progress?: number | undefined;
}

/** A report. */
export interface Page {
  /** What kind of report it is. */
  readonly kind: string;
  /** What it is about: the heading. */
  readonly name: string;
  /** What is going on. */
  readonly status: PageStatus;
  /** Figures to see first. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** The parts. */
  readonly sections: readonly Section[];
  /** Folders of the user's signatures that the page shows. */
  readonly privateFolders: readonly string[];
  /** Version of this package. */
  readonly version: string;
  /** When it was written. */
  readonly written: Date;
  /** Seconds after which the page loads itself again; absent for one that is complete. */
  readonly refreshSeconds?: number | undefined;
}

/**
 * Forbids everything but what the page itself contains, so that it cannot load or send anything
 * whatever it shows.
 */
const CONTENT_POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; " +
  "base-uri 'none'; form-action 'none'";

/**
 * Renders a report.
 *
 * @param page The report.
 * @returns An HTML document.
 */
export function renderPage(page: Page): string {
  const { kind, name, sections, written, refreshSeconds } = page;
  const running = refreshSeconds === undefined
    ? undefined
    : markup` data-refresh="${refreshSeconds}" data-written="${written.getTime()}"`;
  return markup`<!DOCTYPE html>
<html lang="en"${running}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${CONTENT_POLICY}">
<meta name="color-scheme" content="light dark">
<title>${name} – ${kind}</title>
<style>${new Html(PAGE_STYLE)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
${renderHeader(page)}
<nav aria-label="Sections"><ul>${
    sections.map(({ id, title, shortTitle }) =>
      markup`<li><a href="#${id}">${shortTitle ?? title}</a></li>`
    )
  }</ul></nav>
<main id="content" tabindex="-1">${sections.map(renderSection)}
</main>
${renderFooter(page)}
<script>${new Html(PAGE_SCRIPT)}</script>
</body>
</html>
`.source;
}

function renderHeader({ kind, name, status, facts, refreshSeconds }: Page): Html {
  const { text, detail, progress } = status;
  return markup`<header>
<p class="kind">${kind}</p>
<h1><bdi>${name}</bdi></h1>
<p class="status ${status.kind}" id="status"><strong>${text}</strong>${
    detail === undefined ? "" : markup` <span>${detail}</span>`
  }</p>
${
    progress === undefined
      ? undefined
      : markup`<progress max="1" value="${progress.toFixed(4)}" aria-label="Progress of the run">${
        (100 * progress).toFixed(0)
      } %</progress>
`
  }${
    refreshSeconds === undefined
      ? undefined
      : markup`<p class="refresh"><label><input type="checkbox" id="refresh" checked> Refresh while the run goes on</label> <span id="refresh-text"></span></p>
`
  }<dl class="facts">${
    facts.map(([term, value]) => markup`<div><dt>${term}</dt><dd>${value}</dd></div>`)
  }</dl>
</header>`;
}

function renderFooter({ privateFolders, version, written }: Page): Html {
  const privacy = privateFolders.length === 0
    ? markup`<p>This page shows no signature of a person: the data are procedural.</p>`
    : markup`<p class="privacy"><strong>Private.</strong> This page contains signatures of ${
      privateFolders.map((folder, i) =>
        markup`${i > 0 ? " and " : ""}<code><bdi>${folder}</bdi></code>`
      )
    }, and what was
recovered from them: keep and share it as you would the signatures themselves.</p>`;
  return markup`<footer>
${privacy}
<p>Written by signature-vae ${version} on <time datetime="${written.toISOString()}">${
    formatTime(written)
  }</time>.
Everything is in this one file; it loads nothing.</p>
</footer>`;
}

function formatTime(time: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join("-");
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}
