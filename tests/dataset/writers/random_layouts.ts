/** Random folder layouts, of splits, kinds, scripts, wrappers and schemes of file names. */
import { Random } from "../../../lib/random.ts";

/** A file, whose signature it is or imitates, and whether it is forged. */
export interface LayoutFile {
  readonly path: string;
  readonly person: string;
  readonly isForged: boolean;
}

const SPLITS = [
  ["train", "test"],
  ["Training", "Validation", "Test"],
  ["TrainingSet", "TestSet"],
  [
    "train_data",
    "val_data",
  ],
  ["dev", "eval"],
  ["TRAIN", "valid"],
];
const KINDS = [
  ["genuine", "forged"],
  ["real", "forge"],
  ["full_org", "full_forg"],
  [
    "Offline Genuine",
    "Offline Forgeries",
  ],
  ["Genuine", "Skilled"],
  ["ORIGINAL", "Forgeries"],
  ["reference", "simulated"],
  ["genuines", "forgeries"],
];
const SCRIPTS = ["English", "Chinese", "Bengali", "Hindi", "Dutch"];
const WRAPPERS = [
  "signatures",
  "CEDAR",
  "my collection",
  "Dataset_Signature_Final",
  "archive (3)",
  "x1",
  "BHSig260",
];
const FILLERS = ["images", "png", "cropped", "Offline"];
const NAMES = [
  "ann",
  "bob",
  "José Muñoz",
  "张伟",
  "Dana Fisher",
  "Eve",
  "Fritz",
  "Gül",
  "Hanna",
  "Ivo",
  "Jo Ann",
  "Kim",
];

/** Name of the folder of a writer. */
const FOLDERS: readonly ((n: number, random: Random) => string)[] = [
  (n) => String(n).padStart(3, "0"),
  (n, random) => random.uniform() < 0.5 ? String(n) : String(n).padStart(3, "0"),
  (n) => NAMES[n]!,
  (n, random) => random.uniform() < 0.5 ? `Writer_${n}` : `writer ${String(n).padStart(2, "0")}`,
  (n) => `user${n}`,
];

/** Name of a file whose folder is the writer. */
const OWN_FILES: readonly ((n: number, sample: number, isForged: boolean) => string)[] = [
  (_, sample) => `${sample}.png`,
  (_, sample) => `IMG_${1000 + sample}.JPG`,
  (_, sample) => `20230101_1200${String(sample).padStart(2, "0")}.jpg`,
  (n, sample) => `${String(n).padStart(2, "0")}_${String(sample).padStart(3, "0")}.png`,
  (n, sample, isForged) => `${isForged ? "forgeries" : "original"}_${n}_${sample}.png`,
  (_, sample) => `signature (${sample}).tif`,
];

/** Name of a file that itself tells the writer. */
const SCHEMES: readonly ((n: number, sample: number, isForged: boolean) => string)[] = [
  (n, sample, isForged) => `${isForged ? "forgeries" : "original"}_${n}_${sample}.png`,
  (n, sample, isForged) => `${isForged ? "cf" : "c"}-${String(n).padStart(3, "0")}-${sample}.jpg`,
  (n, sample, isForged) =>
    `${String(n).padStart(4, "0")}${isForged ? "f" : "v"}${String(sample).padStart(2, "0")}.bmp`,
  (n, sample, isForged) =>
    `B-S-${n}-${isForged ? "F" : "G"}-${String(sample).padStart(2, "0")}.tif`,
  (n, sample, isForged) => `U${n}S${sample + (isForged ? 20 : 0)}.png`,
  (n, sample, isForged) => {
    const three = String(n).padStart(3, "0");
    return `${isForged ? "0115" : ""}${three}_${String(sample).padStart(2, "0")}.png`;
  },
  (n, sample, isForged) => {
    const three = String(n).padStart(3, "0");
    return `${isForged ? "021" : three}${three}_${String(sample).padStart(3, "0")}.png`;
  },
  (n, sample, isForged) => `${NAMES[n]}_${isForged ? "forged" : "genuine"}_${sample}.png`,
  (n, sample, isForged) => `${String(n).padStart(3, "0")}_${isForged ? "F03" : "G"}_${sample}.png`,
];

/** Samples a layout. */
export function randomLayout(seed: number): LayoutFile[] {
  const random = new Random(seed, "layout");
  const pick = <T>(items: readonly T[]) => items[random.integer(0, items.length - 1)]!;
  const bernoulli = (probability: number) => random.uniform() < probability;
  const byFolder = bernoulli(0.5);
  const [folderName, fileName] = [pick(FOLDERS), pick(byFolder ? OWN_FILES : SCHEMES)];
  const splits = bernoulli(0.6) ? pick(SPLITS) : undefined;
  const suffix = byFolder && bernoulli(0.3);
  const kinds = bernoulli(0.6) && !suffix ? pick(KINDS) : undefined;
  const scripts = bernoulli(0.3) ? random.shuffle(SCRIPTS).slice(0, 2) : [undefined];
  const wrapper = bernoulli(0.4) ? pick(WRAPPERS) : undefined;
  const filler = bernoulli(0.3) ? pick(FILLERS) : undefined;
  const hasForgeries = bernoulli(0.7);
  const splitsWriters = bernoulli(0.5);
  const order = random.shuffle(["split", "kind", "script", "filler"]);
  const kindBelow = byFolder && bernoulli(0.3);
  const files: LayoutFile[] = [];
  const count = random.integer(2, NAMES.length - 1);
  for (const script of scripts) {
    for (let n = 1; n <= count; n++) {
      const ownSplit = splits && pick(splits);
      for (let sample = 1; sample <= 6; sample++) {
        const isForged = hasForgeries && sample > 4;
        // Without other marks of forgeries, only the person can be found.
        const split = splits && (splitsWriters ? ownSplit : pick(splits));
        const levels: Record<string, string | undefined> = {
          split,
          kind: kindBelow ? undefined : kinds?.[isForged ? 1 : 0],
          script,
          filler,
        };
        const parts = order.map((name) => levels[name]);
        if (byFolder) parts.push(folderName(n, random) + (suffix && isForged ? "_forg" : ""));
        if (kindBelow) parts.push(kinds?.[isForged ? 1 : 0]);
        const path = [wrapper, ...parts, fileName(n, sample, isForged)].filter((part) =>
          part !== undefined
        );
        const isTold = !byFolder || kinds !== undefined || suffix || fileName === OWN_FILES[4];
        files.push({
          path: path.join("/"),
          person: `${script} ${n}`,
          isForged: isForged && isTold,
        });
      }
    }
  }
  return random.shuffle(files);
}
