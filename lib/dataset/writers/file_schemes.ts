/**
 * File-name schemes of public signature collections.
 *
 * @module
 */
import type { SignatureKind } from "./read_level.ts";
import { bareNumber, type SchemeContext } from "./scheme_context.ts";

/** A file name parsed by a scheme. */
export interface SchemeMatch {
  /** The writer's number, or the victim's. */
  readonly writer: string;
  /** Prefix of the number, where a sister collection uses the same numbers for other people. */
  readonly series?: string;
  /** Kind of the signature, if the name gives it. */
  readonly kind?: SignatureKind;
  /** Whether a letter or word names the kind, which then takes precedence over the folder. */
  readonly isSpelledOut: boolean;
}

type Groups = Readonly<Record<string, string | undefined>>;

export interface FileScheme {
  /** The collection with this scheme. */
  readonly source: string;
  readonly pattern: RegExp;
  readonly read: (
    groups: Groups,
    isForgedFolder: boolean,
    context: SchemeContext,
  ) => SchemeMatch | undefined;
}

const FORGED_WORD = /^(?:cf|f|forg\w*|fake\w*|sim\w*|skilled)$/i;

/** Kind from a letter or word. */
function spelledOut({ writer, kind }: Groups): SchemeMatch {
  return {
    writer: writer!,
    kind: FORGED_WORD.test(kind!) ? "forged" : "genuine",
    isSpelledOut: true,
  };
}

/** Kind from the numbers of signer and writer: genuine if both are equal. */
function twoHands({ hand, writer }: Groups, series?: string): SchemeMatch {
  const kind = hand === writer ? "genuine" : "forged";
  return {
    writer: writer!,
    kind,
    isSpelledOut: false,
    ...(series === undefined ? {} : { series }),
  };
}

/** Kind from the sample number: the first samples of each writer are genuine, later ones forged. */
function bySample({ writer, sample }: Groups, genuine: number): SchemeMatch {
  const kind = Number(sample) <= genuine ? "genuine" : "forged";
  return { writer: writer!, kind, isSpelledOut: false };
}

function forgery({ writer }: Groups): SchemeMatch {
  return { writer: writer!, kind: "forged", isSpelledOut: false };
}

/**
 * The schemes in order of precedence. If a name alone could also be a date or a counter, a scheme
 * depends on the other files.
 */
export const FILE_SCHEMES: readonly FileScheme[] = [
  {
    // full_org/original_12_3.png, full_forg/forgeries_12_3.png
    source:
      "CEDAR, Kalera et al. 2004, cedar.buffalo.edu/NIJ/data/signatures.rar; its many imitators",
    pattern:
      /^(?<kind>originals?|orig|genuine|real|forger(?:y|ies)|forged?|forg|fake)[-_ ]?(?<writer>\d+)[-_ ]\d+$/i,
    read: spelledOut,
  },
  {
    // original_w1_2_3.jpg: writer 1, third signature of the second name
    source: "HanSig, github.com/hsinmin/HanSig",
    pattern: /^(?<kind>original|forgery)_(?<writer>w\d+)_\d+_\d+$/i,
    read: spelledOut,
  },
  {
    // B-S-001-G-01.tif is Bengali, H-S-001-F-01.tif Hindi
    source: "BHSig260, Pal et al. 2016; Bengali part of SigWIcomp2015",
    pattern: /^(?<script>[A-Z]{1,2})-S-(?<writer>\d+)-(?<kind>[GF])-\d+$/i,
    read: (groups) => ({ ...spelledOut(groups), series: `${groups.script!.toUpperCase()}-S` }),
  },
  {
    // 001/c-001-05.jpg, 001/cf-001-05.jpg; GPDSsynthetic alike; flat in genuine/ and forge/
    source: "GPDS-960, Vargas et al. 2007, and GPDSsynthetic, Ferrer et al. 2015, gpds.ulpgc.es",
    pattern: /^(?<kind>cf?)[-_](?<writer>\d+)[-_]\d+$/i,
    read: spelledOut,
  },
  {
    // 0012/0012v03.bmp, 0012/0012f03.bmp
    source: "MCYT-75 and MCYT-100, Ortega-Garcia et al. 2003; github.com/luizgh/sigver reads it so",
    pattern: /^(?<writer>\d{3,4})(?<kind>[vfg])\d{2}$/i,
    read: spelledOut,
  },
  {
    // NFI-00301004: writer 003, first sample, signature of writer 004
    source: "SigComp2009, evaluation set, tc11.cvc.uab.es/datasets/SigComp2009_1",
    pattern: /^NFI-?(?<hand>\d{3})\d{2}(?<writer>\d{3})$/i,
    read: (groups) => twoHands(groups, "NFI"),
  },
  {
    // NISDCC-025_001_003_6g: writer 025, signature of writer 001, third sample
    source: "SigComp2009, training set, tc11.cvc.uab.es/datasets/SigComp2009_1",
    pattern: /^NISDCC-(?<hand>\d{3})_(?<writer>\d{3})(?:_\d{3})?(?:_\d+g)?$/i,
    read: (groups) => twoHands(groups, "NISDCC"),
  },
  {
    // U1S1 to U1S20 genuine, U1S21 to U1S40 skilled forgeries
    source: "SVC2004, Yeung et al. 2004",
    pattern: /^U(?<writer>\d+)S(?<sample>[1-9]|[123]\d|40)$/i,
    read: (groups) => bySample(groups, 20),
  },
  {
    // a001_01 to a001_40 genuine, then ten simple and ten skilled forgeries
    source: "Brazilian PUC-PR, Freitas et al. 2000; github.com/luizgh/sigver reads it so",
    pattern: /^a(?<writer>\d{3})_(?<sample>0[1-9]|[1-5]\d|60)$/i,
    read: (groups) => bySample(groups, 40),
  },
  {
    // u0001_g_0003v00 and skilled forgeries u0001_s_0004f00
    source: "DeepSignDB and SVC-onGoing, Tolosana et al. 2021",
    pattern: /^(?<writer>u\d{3,5})_(?<kind>[gs])_\d+(?:[vf]\d+)?$/i,
    read: ({ writer, kind }) => ({
      writer: writer!,
      kind: /s/i.test(kind!) ? "forged" : "genuine",
      isSpelledOut: true,
    }),
  },
  {
    // u0001s0002_sg0003 and skilled forgeries u0001s0002_sf0004
    source: "BiosecurID, Fierrez et al. 2010",
    pattern: /^(?<writer>u\d{3,5})s\d{3,5}_s(?<kind>[gf])\d+$/i,
    read: spelledOut,
  },
  {
    // 001_G_01, 001_R_01 (reference), 001_F03_01 (by forger 03); 001-G-01
    // MSDS, Zhang et al. 2022, has two numbers: 1_g_1_12
    source: "SigWIcomp2015, German and Italian, tc11.cvc.uab.es/datasets/SigWIcomp2015_1",
    pattern: /^(?<writer>[A-Z]{0,2}\d{1,4})[-_ ](?<kind>[GFR])\d*(?:[-_ ]?\d+){0,2}$/i,
    read: spelledOut,
  },
  {
    source: "the same with the letter in front: G_001_01, F-001-01",
    pattern: /^(?<kind>[GF])[-_ ](?<writer>\d+)[-_ ]\d+$/i,
    read: spelledOut,
  },
  {
    // Offline Forgeries/0115001_01.png: by forger 0115, of writer 001, whose own are 001_01.png
    source:
      "SigComp2011, training set, iapr-tc11.org, ICDAR 2011 Signature Verification Competition",
    pattern: /^\d{4}(?<writer>\d{3})[-_]\d{1,2}[a-z]?$/,
    read: (groups, isForgedFolder, { writers }) =>
      isForgedFolder || writers.has(bareNumber(groups.writer!)) ? forgery(groups) : undefined,
  },
  {
    // 033_forg/03_0203033.png: third sample by forger 0203, of writer 033, whose own are 02_033.png
    source: "SigComp2011, test set, and Kaggle robinreni/signature-verification-dataset",
    pattern: /^\d{2}_\d{4}(?<writer>\d{3})$/,
    read: (groups, isForgedFolder, { writers, writerComesLast }) =>
      isForgedFolder || writerComesLast || writers.has(bareNumber(groups.writer!))
        ? forgery(groups)
        : undefined,
  },
  {
    // 03_012_005: third sample by forger 012, of writer 005, whose own are 03_005
    source: "SigWiComp2013, Japanese, tc11.cvc.uab.es/datasets/SigWiComp2013_1",
    pattern: /^\d+_\d+_(?<writer>\d+)$/,
    read: (groups, isForgedFolder, { writerComesLast }) =>
      isForgedFolder && writerComesLast ? forgery(groups) : undefined,
  },
  {
    source: "genuine signatures of the last two",
    pattern: /^\d{1,2}_(?<writer>\d{3,4})$/,
    read: ({ writer }, _, { writerComesLast }) =>
      writerComesLast ? { writer: writer!, kind: "genuine", isSpelledOut: false } : undefined,
  },
  {
    // real/00100001.png, forge/02100001.png: writer, sample, whose signature it should be
    source:
      "Kaggle divyanshrai/handwritten-signatures, parts 1, 2 and 4, which SigComp2009 names so",
    pattern: /^(?<hand>\d{3})\d{2}(?<writer>\d{3})$/,
    read: (groups, _, { hasDoubleNumbers }) => hasDoubleNumbers ? twoHands(groups) : undefined,
  },
  {
    // real/001001_000.png, forge/021001_000.png: writer, whose signature it should be, sample
    source: "Kaggle divyanshrai/handwritten-signatures, part 3",
    pattern: /^(?<hand>\d{3})(?<writer>\d{3})_\d{3}$/,
    read: (groups, _, { hasDoubleNumbers }) => hasDoubleNumbers ? twoHands(groups) : undefined,
  },
];
