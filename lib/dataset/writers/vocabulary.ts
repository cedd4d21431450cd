/**
 * Words in the paths of signature collections that do not name writers.
 *
 * @module
 */

/** Meaning of a word in a path. */
export type WordMeaning =
  | "split"
  | "genuine"
  | "forged"
  | "disguised"
  | "questioned"
  | "filler"
  | "part"
  | "collection"
  | "script"
  | "person";

/** Lists of words in the form of {@linkcode foldWord}: lower case, without diacritics. */
const WORDS: Readonly<Record<WordMeaning, string>> = {
  split: `train training trains trainset traindata tst test testing tests testset testdata val valid
    validation dev devel development eval evaluation holdout heldout unseen entrenamiento prueba
    entrainement apprentissage addestramento 训练 训练集 测试 测试集 验证 验证集 訓練 測試 学習 検証 обучение тест`,
  genuine:
    `genuine genuines geniune geniunes gen genu real reals org orig origs original originals authentic authentics
    auth true unforged nonforged notforged anchor anchors positive positives reference references ref refs enrolled enrollment enrolment
    echt echte original originale originalen genuina genuinas genuino genuinos autentica autenticas
    autentico originales authentique authentiques vrai vraie vrais vraies verdadeira verdadeiras
    originais autentiche autentici originali vere eredeti valodi gercek orijinal asli oryginalne
    prawdziwe 真实 真 真迹 真跡 原始 本物 真筆 подлинные подлинник подлинники оригинал оригиналы настоящие
    असली اصلی أصلية حقيقية`,
  forged:
    `forg forgs forge forged forges forgery forgeries forgerie forgerys forgry forger fake faked fakes false
    simulated simulation simulations skilled unskilled simple random imitation imitations imitated
    traced tampered imposter imposters impostor impostors fraud frauds fraudulent invalid
    nongenuine notgenuine nonauthentic inauthentic notreal nonreal negative negatives counterfeit counterfeits spoof spoofed falsch falsche gefalscht gefalschte falschung falschungen
    falsa falsas falso falsos falsificada falsificadas falsificacion falsificaciones faux fausse fausses
    contrefacon contrefacons falsifie falsifies falsifiee falsifiees falsificadas falsificacoes falsi
    falsificazione falsificazioni vals valse vervalst vervalste vervalsing vervalsingen hamis
    hamisitott sahte taklit palsu falszywe podrobione 伪造 假 仿冒 偽造 偽筆 模倣 поддельные подделка
    подделки नकली جعلی مزورة`,
  disguised: `disguise disguised disguises disguising`,
  questioned: `questioned question questionable query queries disputed`,
  filler:
    `set sets data dataset datasets database databases db image images img imgs picture pictures pic
    pics photo photos jpg jpeg png tif tiff bmp gif dpi px signature signatures sign signs signed sig
    sigs offline online static dynamic full all only raw processed preprocessed prepared cleaned clean
    cropped crop crops resized normalized binary binarized bw gray grey grayscale greyscale color colour mask masked
    masks flat final new old copy download downloads unpacked extracted archive release public pack package bundle
    dir directory zip split splits partition list material
    handwritten handwriting hand sample samples example examples specimen specimens file files folder
    class classes category classify classification detect detection detector verify verification recognition
    identification and or of by from for the with in my our left right opposite freehand
    expert experts amateur amateurs professional professionals forgers writers signers users persons
    people subjects phone phones mobile ipad tablet tablets stylus finger mouse paper pen pencil ballpoint
    scanner scan scans scanned camera wacom desk unterschrift unterschriften firma firmas firme
    assinatura assinaturas handtekening handtekeningen imza podpis podpisy alairas 签名 簽名 署名 подпись
    подписи bilder bild imagenes immagini`,
  part:
    `part parts batch fold chunk session sessions day week round volume vol disc disk box page pages sheet
    sheets run trial attempt version task`,
  collection: `group corpus subset site team department dept office branch`,
  script:
    `english chinese bengali bangla hindi dutch german italian japanese persian farsi arabic urdu latin
    devanagari french spanish portuguese russian cyrillic hebrew greek turkish korean thai tamil telugu
    kannada malayalam gujarati gurmukhi punjabi marathi oriya odia assamese nepali sinhala burmese khmer
    lao vietnamese uyghur uighur tibetan mongolian georgian armenian amharic kazakh kyrgyz indonesian
    malay swedish danish norwegian finnish polish czech hungarian romanian western indic han kanji roman
    中文 英文 日文 汉字 英语 汉语`,
  person: `writer user person signer subject author individual participant volunteer client customer
    student employee people id identity name autor scripteur schreiber 用户 作者`,
};

/**
 * Words that are also names of people; they count only if the folder has other words of their kind.
 */
export const AMBIGUOUS: ReadonlySet<string> = new Set(
  [
    "val",
    "dev",
    "asli",
    "gen",
    "real",
    "vere",
    "simple",
    "random",
    "roman",
    "han",
    "lao",
    "paper",
    "true",
    "positive",
    "positives",
    "negative",
    "negatives",
  ],
);

/** Pairs of ambiguous words that are clear beside each other. */
export const PAIRS: readonly (readonly [string, string])[] = [
  ["positive", "negative"],
  ["positives", "negatives"],
];

/** Names of public collections; none of them names a writer. */
export const COLLECTION_NAMES: RegExp =
  /(?<!\p{L})(?:(?:4n)?sig(?:wi)?comp[-_ ]?\d*|cedar|firmas(?:gpds|sintesis)\w*|gpds\w*|mcyt[-_ ]?\d*|bhsig[-_ ]?\d*|utsig|svc[-_ ]?2004|nisdcc|nfi|hansig|chisig|susig|msds|biosecur(?:e|id)|icdar[-_ ]?\d*|icfhr[-_ ]?\d*)(?=$|\P{L}|data|set|sig|genuine|forg|org)/iu;

const MEANINGS: ReadonlyMap<string, WordMeaning> = new Map(
  Object.entries(WORDS).flatMap(([meaning, words]) =>
    words.split(/\s+/).filter(Boolean).map((word) =>
      [word, meaning as WordMeaning] as [string, WordMeaning]
    )
  ),
);

/** Converts a word to lower case and removes diacritics of Latin letters. */
export function foldWord(word: string): string {
  return word.normalize("NFD").replace(/[\u0300-\u036f]/g, "").normalize("NFC").toLowerCase();
}

/**
 * Meanings of a word or of a compound such as `trainset` or `ForgedSigs`.
 *
 * @param word A word of a path.
 * @returns The meanings of its parts; none for a word that may be a name.
 */
export function meaningsOf(word: string): readonly WordMeaning[] {
  const folded = foldWord(word);
  const meaning = MEANINGS.get(folded);
  if (meaning !== undefined) return [meaning];
  const parts = folded.length > MAX_COMPOUND ? [] : divide(folded) ?? [];
  // "Newall" is a surname: fillers alone make no compound.
  return parts.some((part) => part !== "filler") ? parts : [];
}

/** Maximum length of a compound; longer words have too many divisions. */
const MAX_COMPOUND = 40;

/** Meanings of the parts that a word divides into completely. */
function divide(word: string): WordMeaning[] | undefined {
  const least = /^\p{Script=Han}/u.test(word) ? 1 : 3;
  for (let length = word.length; length >= least; length--) {
    const meaning = MEANINGS.get(word.slice(0, length));
    if (meaning === undefined || !COMPOUNDABLE.has(meaning)) continue;
    if (length === word.length) return [meaning];
    const rest = divide(word.slice(length));
    if (rest !== undefined) return [meaning, ...rest];
  }
  return undefined;
}

const COMPOUNDABLE: ReadonlySet<WordMeaning> = new Set(
  ["split", "genuine", "forged", "disguised", "questioned", "filler"],
);
