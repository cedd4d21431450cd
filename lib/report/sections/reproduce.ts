/**
 * How a run was configured, and how to repeat it.
 *
 * @module
 */
import { type Html, markup } from "../html.ts";
import type { Section } from "./section.ts";

/** A command with what it does. */
export interface ReportCommand {
  /** What it does, as a heading. */
  readonly label: string;
  /** What to type into a shell. */
  readonly command: string;
}

/**
 * Renders commands and settings.
 *
 * @param commands What to type.
 * @param settings Settings in groups, as `config.json` has them; `undefined` is left out.
 */
export function reproduceSection(
  commands: readonly ReportCommand[],
  settings: Readonly<Record<string, unknown>>,
): Section {
  return {
    id: "reproduce",
    title: "Configuration and commands",
    shortTitle: "Reproduce",
    body: markup`
<ul class="commands">
${
      commands.map(({ label, command }, i) =>
        markup`<li><p>${label}</p>${copyButton(label, i)}<pre id="command-${i}"><code>${
          breakFlags(command)
        }</code></pre></li>
`
      )
    }</ul>
<details id="settings" open><summary>Settings</summary>
<div class="settings">${groupsOf(settings).map(renderGroup)}</div>
</details>`,
  };
}

function copyButton(label: string, i: number): Html {
  return markup`<button type="button" class="copy" data-for="command-${i}">Copy<span class="hidden"> the command: ${label}</span></button>`;
}

/** A narrow page breaks a command between flags. */
function breakFlags(command: string): Html[] {
  return command.split(/ (?=--)/).map((part, i) =>
    markup`${i === 0 ? "" : " "}<span class="part">${part}</span>`
  );
}

interface Group {
  readonly name: string;
  readonly values: readonly (readonly [string, unknown])[];
}

/** Plain values become the first group, each object a group of its own. */
function groupsOf(settings: Readonly<Record<string, unknown>>): Group[] {
  const entries = Object.entries(settings).filter(([, value]) => value !== undefined);
  const isGroup = (value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  return [
    { name: "run", values: entries.filter(([, value]) => !isGroup(value)) },
    ...entries.filter(([, value]) => isGroup(value)).map(([name, value]) => ({
      name,
      values: Object.entries(value as object).filter(([, inner]) => inner !== undefined),
    })),
  ];
}

function renderGroup({ name, values }: Group): Html {
  return markup`
<table><caption>${name}</caption><tbody>${
    values.map(([key, value]) =>
      markup`<tr><th scope="row">${key}</th><td>${formatSetting(value)}</td></tr>`
    )
  }</tbody></table>`;
}

/** Maximum number of values of a list that are shown. */
const MAX_VALUES = 8;

function formatList(values: readonly string[]): string {
  const shown = values.slice(0, MAX_VALUES).join(", ");
  const rest = values.length - MAX_VALUES;
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}

function formatSetting(value: unknown): string {
  if (value === null) return "none";
  if (Array.isArray(value)) return formatList(value.map(formatSetting));
  if (typeof value === "object") {
    return formatList(
      Object.entries(value as object).map(([key, inner]) => `${key} ${formatSetting(inner)}`),
    );
  }
  return String(value);
}
