/** Folder layouts of public collections and of people, with the writer of each file. */

export type Truth = readonly [path: string, writer: string | undefined, kind: string];

/** `from` to `to`, padded to `digits`. */
export function numbers(from: number, to: number, digits = 1): string[] {
  return Array.from({ length: to - from + 1 }, (_, i) => String(from + i).padStart(digits, "0"));
}

function three(make: (writer: string, sample: number) => Truth[], digits = 3): Truth[] {
  return numbers(1, 4, digits).flatMap((writer) =>
    [1, 2, 3].flatMap((sample) => make(writer, sample))
  );
}

const PEOPLE = ["ann", "bob", "cem"];

function everyone(
  names: readonly string[],
  make: (writer: string, sample: number) => Truth[],
): Truth[] {
  return names.flatMap((writer) => [1, 2, 3].flatMap((sample) => make(writer, sample)));
}

/** The name of each layout, and its files. The writer is written as the folder should be understood. */
export const LAYOUTS: Readonly<Record<string, readonly Truth[]>> = {
  "CEDAR as it unpacks": three((w, s) => [
    [`signatures/full_org/original_${w}_${s}.png`, w, "genuine"],
    [`signatures/full_forg/forgeries_${w}_${s}.png`, w, "forged"],
  ], 1),
  "simple and skilled forgeries, flat": three((w, s) => [
    [`genuine_${w}_${s}.png`, w, "genuine"],
    [`simple_${w}_${s}.png`, w, "forged"],
    [`skilled_${w}_${s}.png`, w, "forged"],
  ], 1),
  "pairs for a verifier": three((w, s) => [
    [`client ${w}/positive/${s}.png`, `client ${w}`, "genuine"],
    [`client ${w}/negative/${s}.png`, `client ${w}`, "forged"],
  ]),
  "traced forgeries": three((w, s) => [
    [`${w}/authentic/${s}.png`, w, "genuine"],
    [`${w}/traced/${s}.png`, w, "forged"],
  ]),
  "teams": ["team A/ann", "team A/bob", "team B/cid"].flatMap((writer) =>
    [1, 2, 3].map((s): Truth => [`${writer}/${s}.png`, writer, "genuine"])
  ),
  "numbers of students, one like a date": ["20190137", "20190274", "20190411"].flatMap((writer) =>
    [1, 2, 3].map((s): Truth => [`${writer}_${s}.png`, writer, "genuine"])
  ),
  "CEDAR with capitals, flat": three((w, s) => [
    [`Original_${w}_${s}.PNG`, w, "genuine"],
    [`FORGERIES_${w}_${s}.PNG`, w, "forged"],
  ], 1),
  "CEDAR with a folder for each writer": three((w, s) => [
    [`CEDAR/${w}/original_${w}_${s}.png`, w, "genuine"],
    [`CEDAR/${w}/forgeries_${w}_${s}.png`, w, "forged"],
  ], 1),
  "two scripts with CEDAR's names": ["English", "Chinese"].flatMap((script) =>
    three((w, s) => [
      [`${script}/full_org/original_${w}_${s}.png`, `${script}/${w}`, "genuine"],
      [`${script}/full_forg/forgeries_${w}_${s}.png`, `${script}/${w}`, "forged"],
    ], 1)
  ),
  "GPDS": three((w, s) => [
    [`firmasGPDS960bw300/${w}/c-${w}-0${s}.bmp`, w, "genuine"],
    [`firmasGPDS960bw300/${w}/cf-${w}-0${s}.bmp`, w, "forged"],
  ]),
  "GPDS in folders of kinds": three((w, s) => [
    [`GPDS150/train/genuine/c-${w}-0${s}.png`, w, "genuine"],
    [`GPDS150/train/forge/cf-${w}-0${s}.png`, w, "forged"],
  ]),
  "GPDS flat and masked": three((w, s) => [
    [`c-${w}-0${s}.png`, w, "genuine"],
    [`c-${w}-0${s}_mask.png`, w, "genuine"],
    [`cf-${w}-0${s}-masked.png`, w, "forged"],
  ]),
  "GPDSsynthetic": three((w, s) => [
    [`firmasSINTESISmanuscritas/${w}/c-${w}-0${s}.jpg`, w, "genuine"],
    [`firmasSINTESISmanuscritas/${w}/cf-${w}-00${s}.jpg`, w, "forged"],
  ]),
  "MCYT-75": three((w, s) => [
    [`MCYT_SignatureOff_75/${w}/${w}v0${s}.bmp`, w, "genuine"],
    [`MCYT_SignatureOff_75/${w}/${w}f0${s}.bmp`, w, "forged"],
  ], 4),
  "MCYT flat": three((w, s) => [
    [`${w}v0${s}.bmp`, w, "genuine"],
    [`${w}F0${s}.BMP`, w, "forged"],
  ], 4),
  "BHSig260": [["Bengali", "B"], ["Hindi", "H"]].flatMap(([script, letter]) =>
    three((w, s) => [
      [`BHSig260/${script}/${w}/${letter}-S-${Number(w)}-G-0${s}.tif`, `${script}/${w}`, "genuine"],
      [`BHSig260/${script}/${w}/${letter}-S-${Number(w)}-F-0${s}.tif`, `${script}/${w}`, "forged"],
    ])
  ),
  "BHSig260 flat": ["B", "H"].flatMap((letter) =>
    three((w, s) => [
      [`${letter}-S-${w}-G-0${s}.tif`, `${letter}-S-${w}`, "genuine"],
      [`${letter}-S-${w}-F-0${s}.tif`, `${letter}-S-${w}`, "forged"],
    ])
  ),
  "BHSig260 with a misnamed writer": three((w, s) => [
    [`${w}/H-S-${w}-G-0${s}.tif`, w, "genuine"],
    [`${w}/H-S-${w === "002" && s === 1 ? "003" : w}-F-0${s}.tif`, w, "forged"],
  ]),
  "SigComp2009, evaluation": three((w, s) => [
    [`6b_NFIgenuines/genuines/NFI-${w}0${s}${w}.png`, w, "genuine"],
    [`6b_NFIforgeries/forgeries/NFI-0210${s}${w}.png`, w, "forged"],
  ]),
  "SigComp2009, training": three((w, s) => [
    [`NISDCC-offline-all-001-051-6g/NISDCC-${w}_${w}_00${s}_6g.PNG`, w, "genuine"],
    [`NISDCC-offline-all-001-051-6g/NISDCC-025_${w}_00${s}_6g.PNG`, w, "forged"],
  ]),
  "SigComp2009, both flat": three((w, s) => [
    [`NFI-${w}0${s}${w}.png`, `NFI-${w}`, "genuine"],
    [`NISDCC-${w}_${w}_00${s}_6g.PNG`, `NISDCC-${w}`, "genuine"],
    [`NISDCC-031_${w}_00${s}_6g.PNG`, `NISDCC-${w}`, "forged"],
  ]),
  "SigComp2011, training": ["Dutch", "Chinese"].flatMap((script) =>
    three((w, s) => [
      [
        `trainingSet/OfflineSignatures/${script}/TrainingSet/Offline Genuine/${w}_0${s}.PNG`,
        `${script}/${w}`,
        "genuine",
      ],
      [
        `trainingSet/OfflineSignatures/${script}/TrainingSet/Offline Forgeries/0115${w}_0${s}.png`,
        `${script}/${w}`,
        "forged",
      ],
    ])
  ),
  "SigComp2011, flat": three((w, s) => [
    [`${w}_0${s}.PNG`, w, "genuine"],
    [`0115${w}_0${s}.png`, w, "forged"],
  ]),
  "SigComp2011, test": three((w, s) => [
    [`SigComp11-Offlinetestset/Dutch/Reference(646)/${w}/0${s}_${w}.PNG`, w, "genuine"],
    [`SigComp11-Offlinetestset/Dutch/Questioned(1287)/${w}/1${s}_${w}.PNG`, w, "genuine"],
    [`SigComp11-Offlinetestset/Dutch/Questioned(1287)/${w}/0${s}_0203${w}.PNG`, w, "forged"],
  ]),
  "SigWiComp2013, Japanese": three((w, s) => [
    [`SigJapanese/Genuine/0${s}_${w}.png`, w, "genuine"],
    [`SigJapanese/Forged/0${s}_012_${w}.png`, w, "forged"],
  ]),
  "SigWIcomp2015, German": three((w, s) => [
    [`SigWiComp2015_German/${w}_G_0${s}.png`, w, "genuine"],
    [`SigWiComp2015_German/${w}_R_0${s}.png`, w, "genuine"],
    [`SigWiComp2015_German/${w}_F03_0${s}.png`, w, "forged"],
  ]),
  "SVC2004": three((w, s) => [
    [`Task1/U${w}S${s}.png`, w, "genuine"],
    [`Task1/U${w}S${20 + s}.png`, w, "forged"],
  ], 1),
  "SVC2004 in folders": three((w, s) => [
    [`user${w}/genuine/U${w}S${s}.png`, `user${w}`, "genuine"],
    [`user${w}/forged/U${w}S${20 + s}.png`, `user${w}`, "forged"],
  ], 1),
  "UTSig": three((w, s) => [
    [`UTSig/Genuine/${w}/${s}.tif`, w, "genuine"],
    [`UTSig/Opposite Hand/${w}/${s}.tif`, w, "genuine"],
    [`UTSig/Skilled/${w}/${s}.tif`, w, "forged"],
    [`UTSig/Simple/${w}/${s}.tif`, w, "forged"],
  ], 1),
  "PUC-PR": three((w, s) => [
    [`a${w}_0${s}.jpg`, w, "genuine"],
    [`a${w}_4${s}.jpg`, w, "forged"],
    [`a${w}_5${s}.jpg`, w, "forged"],
  ]),
  "HanSig": three((w, s) => [
    [`HanSig/original_w${w}_1_${s}.jpg`, `w${w}`, "genuine"],
    [`HanSig/original_w${w}_2_${s}.jpg`, `w${w}`, "genuine"],
    [`HanSig/forgery_w${w}_2_${s}.jpg`, `w${w}`, "forged"],
  ], 1),
  "4NSigComp2010": [
    ["TrainingSet/Reference/R001.png", "signatures", "genuine"],
    ["TrainingSet/Questioned/Genuine/Q001.png", "signatures", "genuine"],
    ["TrainingSet/Questioned/Disguise/Q002.png", "signatures", "disguised"],
    ["TrainingSet/Questioned/Simulated/Q003.png", undefined, "forged"],
    ["TrainingSet/Questioned/Q004.png", "signatures", "questioned"],
  ],
  "Kaggle, train and test": [["train", 1], ["test", 5]].flatMap(([split, first]) =>
    numbers(Number(first), Number(first) + 3, 3).flatMap((w): Truth[] => [
      [`sign_data/${split}/${w}/01_${w}.png`, w, "genuine"],
      [`sign_data/${split}/${w}/02_${w}.png`, w, "genuine"],
      [`sign_data/${split}/${w}_forg/03_0203${w}.PNG`, w, "forged"],
    ])
  ),
  "Kaggle, train and test without folders of writers": three((w, s) => [
    [`train_genuine/0${s}_${w}.png`, w, "genuine"],
    [`train_forged/0${s}_0203${w}.PNG`, w, "forged"],
  ]),
  "Kaggle, real and forge": three((w, s) => [
    [`dataset1/real/${w}0${s}${w}.png`, `dataset1/${w}`, "genuine"],
    [`dataset1/forge/0210${s}${w}.png`, `dataset1/${w}`, "forged"],
    [`dataset3/real/${w}${w}_00${s}.png`, `dataset3/${w}`, "genuine"],
    [`dataset3/forge/021${w}_00${s}.png`, `dataset3/${w}`, "forged"],
  ]),
  "Kaggle, all flat": three((w, s) => [
    [`${w}${w}_00${s}.png`, w, "genuine"],
    [`021${w}_00${s}.png`, w, "forged"],
  ]),
  "Kaggle, train and test, as saved by another program": numbers(1, 6, 3).flatMap((w): Truth[] => {
    const split = Number(w) < 5 ? "train" : "test";
    return [0, 1, 2, 3].flatMap((s): Truth[] => [
      [`${split}/${w}/${w.slice(1)}_00${s}.png`, w, "genuine"],
      [`${split}/${w}_forg/010${s}${w}_0${s}.PNG`, w, "forged"],
    ]);
  }),
  "real and forged numbers": numbers(1, 6, 3).flatMap((w) =>
    [0, 1, 2, 3].flatMap((s): Truth[] => [
      [`real/${w}${w}_00${s}.png`, w, "genuine"],
      [`forged/02${s}${w}_00${s}.png`, w, "forged"],
    ])
  ),
  "Offline Genuine and Offline Forgeries": numbers(1, 6, 3).flatMap((w) =>
    [0, 1, 2, 3].flatMap((s): Truth[] => [
      [`Offline Genuine/${w}_0${s}.PNG`, w, "genuine"],
      [`Offline Forgeries/010${s}${w}_0${s}.png`, w, "forged"],
    ])
  ),
  "kinds below writers": three((w, s) => [
    [`${w}/real/${s}.png`, w, "genuine"],
    [`${w}/Forged/${s}.png`, w, "forged"],
  ]),
  "kinds above writers, not equally padded": three((w, s) => [
    [`Genuine/${w}/${s}.png`, w, "genuine"],
    [`Forgeries/${Number(w)}/${s}.png`, w, "forged"],
  ]),
  "splits, not equally padded or written": three((w, s) => [
    [`Train/writer_${w}/${s}.png`, `writer_${w}`, "genuine"],
    [`VAL/Writer ${Number(w)}/a${s}.png`, `writer_${w}`, "genuine"],
    [`testSet/${Number(w)}/b${s}.png`, `writer_${w}`, "genuine"],
  ]),
  "combined levels": three((w, s) => [
    [`TrainingSet/Offline Genuine/${w}/${s}.png`, w, "genuine"],
    [`test_forged/${w}/${s}.png`, w, "forged"],
    [`TestGenuineSignatures/${w}/${s}.png`, w, "genuine"],
  ]),
  "names in folders of kinds": ["José Muñoz", "Ann", "张伟"].flatMap((w) =>
    [1, 2, 3].flatMap((s): Truth[] => [
      [`genuine/${w}_${s}.png`, w, "genuine"],
      [`forged/${w}_${s}.png`, w, "forged"],
    ])
  ),
  "kinds in file names": ["ann", "bob", "cem"].flatMap((w) =>
    [1, 2].flatMap((s): Truth[] => [
      [`${w}_genuine_${s}.png`, w, "genuine"],
      [`${w}_forged_${s}.png`, w, "forged"],
    ])
  ),
  "numbers with forgeries marked": three((w, s) => [
    [`${w}_0${s}.png`, w, "genuine"],
    [`${w}_forg_0${s}.png`, w, "forged"],
  ]),
  "German": three((w, s) => [
    [`Echte Unterschriften/${w}/${s}.png`, w, "genuine"],
    [`Gefälschte Unterschriften/${w}/${s}.png`, w, "forged"],
  ]),
  "Spanish": three((w, s) => [
    [`firmas_genuinas/${w}/${s}.png`, w, "genuine"],
    [`firmas_falsificadas/${w}/${s}.png`, w, "forged"],
  ]),
  "Chinese": three((w, s) => [
    [`训练集/真实签名/${w}/${s}.png`, w, "genuine"],
    [`测试集/伪造签名/${w}/${s}.png`, w, "forged"],
  ]),
  "people with places and years": ["ann", "bob", "cem"].flatMap((w) =>
    [2023, 2024].flatMap((year): Truth[] => [
      [`${w}/${year}/may/1.png`, w, "genuine"],
      [`${w}/home/1.png`, w, "genuine"],
      [`${w}/2.png`, w, "genuine"],
    ])
  ),
  "years above people": ["ann", "bob", "cem"].flatMap((w): Truth[] => [
    [`2023/${w}/1.png`, w, "genuine"],
    [`2024/${w}/1.png`, w, "genuine"],
  ]),
  "sessions above and devices below writers": three((w, s) => [
    [`session1/${w}/pen/${s}.png`, w, "genuine"],
    [`session2/${w}/tablet/${s}.png`, w, "genuine"],
  ]),
  "unknown groups of numbered writers": ["Kleinstadt", "Großstadt"].flatMap((town) =>
    numbers(1, 9).map((w): Truth => [`${town}/${w}/1.png`, `${town}/${w}`, "genuine"])
  ),
  "a camera's folder": [
    "IMG_1234.jpg",
    "IMG-20230101-WA0001.jpg",
    "DSC0001.JPG",
    "scan0001.png",
    "Scan 2.png",
    "Screenshot 2023-01-01 at 12.00.00.png",
    "WhatsApp Image 2023-01-01 at 12.00.00 (1).jpeg",
    "PXL_20230101_120000123.jpg",
    "20230101_120000.jpg",
    "2023-01-01 12-00-00.png",
    "P1000123.JPG",
    "1672531200000.png",
    "image (3).png",
    "photo_5.png",
    "f47ac10b-58cc-4372-a567-0e02b2c3d479.png",
    "0007.png",
  ].map((path): Truth => [path, "signatures", "genuine"]),
  "people and cameras": [
    ["ann/IMG_1234.jpg", "ann", "genuine"],
    ["ann/IMG_1235.jpg", "ann", "genuine"],
    ["bob/20230101_120000.jpg", "bob", "genuine"],
    ["cem/original_1_2.png", "cem", "genuine"],
  ],
  "names as people write them": [
    ["012_3.png", "012", "genuine"],
    ["Maria_1.jpg", "Maria", "genuine"],
    ["Jörg Müller-02.png", "Jörg Müller", "genuine"],
    ["writer-7_1.png", "writer-7", "genuine"],
    ["José Muñoz (0).png", "José Muñoz", "genuine"],
    ["writer3_sig0.png", "writer3", "genuine"],
    ["张伟2 - 0.png", "张伟2", "genuine"],
    ["Sam_1.png", "Sam", "genuine"],
    ["Val_2.png", "Val", "genuine"],
    ["O'Brien sign 4.png", "O'Brien", "genuine"],
    ["lee1.png", "lee", "genuine"],
    ["1904567_1.png", "1904567", "genuine"],
  ],
  "scripts below writers": three((w, s) => [
    [`${w}/English/${s}.png`, w, "genuine"],
    [`${w}/Hindi/${s}.png`, w, "genuine"],
  ]),
  "one person for two tasks": three((w, s) => [
    [`Signature_classify/train/User${w}/${w}0${s}${w}.png`, w, "genuine"],
    [`Signature_detect/real/${w}1${s}${w}.png`, w, "genuine"],
    [`Signature_detect/forge/0210${s}${w}.png`, w, "forged"],
  ]),
  "sessions in file names": three((w, s) => [
    [`subject${w}_session1_sig${s}.png`, `subject${w}`, "genuine"],
    [`subject${w}_session2_sig${s}.png`, `subject${w}`, "genuine"],
  ]),
  "devices and sessions after names": ["ann", "bob"].flatMap((w): Truth[] => [
    [`${w}_scan1_1.png`, w, "genuine"],
    [`${w}_photo2_1.png`, w, "genuine"],
    [`${w}_session2_1.png`, w, "genuine"],
    [`${w}_2023-01-02.png`, w, "genuine"],
  ]),
  "converted and masked files": three((w, s) => [
    [`Task1/U${w}S${s}.TXT.png`, w, "genuine"],
    [`Task2/u${w}s${s + 20}.hwr.PNG`, w, "forged"],
    [`mask_U${w}S${s + 3}.png`, w, "genuine"],
  ], 1),
  "forgeries in folders of forgers": three((w, s) => [
    [`Genuine/${w}/NISDCC-${w}_${w}_00${s}_6g.PNG`, w, "genuine"],
    [`Forged/021/NISDCC-021_${w}_00${s}_6g.PNG`, w, "forged"],
    [`Forged/022/NISDCC-022_${w}_00${s}_6g.PNG`, w, "forged"],
  ]),
  "splits in folders and file names": ["train", "val", "testpack"].flatMap((split) =>
    ["ann", "bob"].map((w): Truth => [`${split}/${w}_${split}_1.png`, w, "genuine"])
  ),
  "surnames that hold other words": ["Banfield", "Newall", "Cedarwood", "Gpson", "Teste", "Day"]
    .map(
      (w): Truth => [`${w}/1.png`, w, "genuine"],
    ),
  "copies by Windows": [
    ["Maria.png", "Maria", "genuine"],
    ["Copy of Maria.png", "Maria", "genuine"],
    ["Maria (2).png", "Maria", "genuine"],
    ["Maria (3) - Copy.png", "Maria", "genuine"],
    ["Kim.png", "Kim", "genuine"],
    ["Kim2.png", "Kim", "genuine"],
  ],
  "letters for kinds": three((w, s) => [
    [`${w}-G/${s}.png`, w, "genuine"],
    [`${w}-F/${s}.png`, w, "forged"],
  ]),
  "initials above people": ["ann", "amy", "bob", "ben", "cem"].map((w): Truth => [
    `${w[0]}/${w}/1.png`,
    `${w[0]}/${w}`,
    "genuine",
  ]),
  "a scanner's folder": [
    "EPSON001.png",
    "New Doc 2019-05-01_3.png",
    "Scan_20230101-0001.png",
    "10-11-23.png",
    "signature_001.png",
    "sig2.png",
    "CCF01012023.png",
    "Scan0001-page-1.png",
    "230101_120000.png",
    "page 3.png",
  ].map((path): Truth => [path, "signatures", "genuine"]),
  "a person called Val": ["ann", "bob", "val"].map((w): Truth => [`${w}/1.png`, w, "genuine"]),
  "UTSig with a folder of forgeries": three((w, s) => [
    [`UTSig/Genuine/${w}/${s}.tif`, w, "genuine"],
    [`UTSig/Forgery/Simple/${w}/${s}.tif`, w, "forged"],
    [`UTSig/Forgery/Skilled/${w}/${s}.tif`, w, "forged"],
    [`UTSig/Forgery/Opposite Hand/${w}/${s}.tif`, w, "forged"],
  ], 1),
  "DeepSignDB": three((w, s) => [
    [`Development/stylus/u${w}_g_000${s}v00.png`, `u${w}`, "genuine"],
    [`Development/stylus/u${w}_s_000${s}f00.png`, `u${w}`, "forged"],
  ], 4),
  "BiosecurID": three((w, s) => [
    [`u${w}s0001_sg000${s}.png`, `u${w}`, "genuine"],
    [`u${w}s0001_sf000${s}.png`, `u${w}`, "forged"],
  ], 4),
  "SUSIG": three((w, s) => [
    [`SUSIG/VisualSubCorpus/GENUINE/SESSION1/${w}_1_${s}.png`, w, "genuine"],
    [`SUSIG/VisualSubCorpus/GENUINE/SESSION2/${w}_2_${s}.png`, w, "genuine"],
    [`SUSIG/VisualSubCorpus/FORGERY/VALIDATION_FORGERY/${w}_f_${s}.png`, w, "forged"],
  ]),
  "MSDS": three((w, s) => [
    [`MSDS-ChS/session1/images/${w}/${w}_g_1_${s}.png`, w, "genuine"],
    [`MSDS-ChS/session2/images/${w}/${w}_f_2_${s}.png`, w, "forged"],
  ], 1),
  "ChiSig": everyone(
    ["赵柳依", "王小明", "李雷"],
    (
      w,
      s,
    ) => [[`ChiSig/${w}-1-${s}.jpg`, w, "genuine"], [`ChiSig/${w}-1-${s + 3}.jpg`, w, "genuine"]],
  ),
  "Kaggle, sample_Signature": three((w, s) => [
    [`sample_Signature/genuine/NFI-${w}0${s}${w}.png`, w, "genuine"],
    [`sample_Signature/forged/NFI-0210${s}${w}.png`, w, "forged"],
  ]),
  "SigComp2009 in one folder": [
    ["NFI-00101001.png", "001", "genuine"],
    ["NFI-00102001.png", "001", "genuine"],
    ["NFI-00201002.png", "002", "genuine"],
    ["NFI-00301001.png", "001", "forged"],
  ],
  "kinds and numbers in folders of writers": everyone(
    PEOPLE,
    (w, s) => [[`${w}/real${s}.png`, w, "genuine"], [`${w}/fake${s}.png`, w, "forged"]],
  ),
  "kinds between numbers": three((
    w,
    s,
  ) => [[`${w}-real-0${s}.png`, w, "genuine"], [`${w}-fake-0${s}.png`, w, "forged"]]),
  "letters between numbers": three((
    w,
    s,
  ) => [[`${w}_r_0${s}.png`, w, "genuine"], [`${w}_f_0${s}.png`, w, "forged"]]),
  "letters after numbers": three((
    w,
    s,
  ) => [[`${w}_${s}_g.png`, w, "genuine"], [`${w}_${s}_f.png`, w, "forged"]]),
  "letters after names": everyone(
    PEOPLE,
    (w, s) => [[`${w}_g${s}.png`, w, "genuine"], [`${w}_f${s}.png`, w, "forged"]],
  ),
  "capital letters after names": everyone(
    PEOPLE,
    (w, s) => [[`${w}-G-${s}.png`, w, "genuine"], [`${w}-F-${s}.png`, w, "forged"]],
  ),
  "letters after a word and a number": three((
    w,
    s,
  ) => [[`sig-${w}-G-0${s}.png`, w, "genuine"], [`sig-${w}-F-0${s}.png`, w, "forged"]]),
  "letters in folders of writers, after a word": three(
    (
      w,
      s,
    ) => [[`Subject ${w}/Sig-G-0${s}.png`, `Subject ${w}`, "genuine"], [
      `Subject ${w}/Sig-F-0${s}.png`,
      `Subject ${w}`,
      "forged",
    ]],
    1,
  ),
  "letters in folders of writers": everyone(
    PEOPLE,
    (w, s) => [[`${w}/G${s}.png`, w, "genuine"], [`${w}/F${s}.png`, w, "forged"]],
  ),
  "letters as folders of kinds": three((
    w,
    s,
  ) => [[`G/${w}/${s}.png`, w, "genuine"], [`F/${w}/${s}.png`, w, "forged"]]),
  "writers within folders of writers": three((
    w,
    s,
  ) => [[`${w}/${w}/${s}.png`, w, "genuine"], [`${w}/${w}_forg/${s}.png`, w, "forged"]]),
  "001 and 001_forg with 001_01": three((
    w,
    s,
  ) => [[`${w}/${w}_0${s}.PNG`, w, "genuine"], [`${w}_forg/0119${w}_0${s}.PNG`, w, "forged"]]),
  "folders of forgers below writers": everyone(
    PEOPLE,
    (
      w,
      s,
    ) => [[`${w}/genuine/${s}.png`, w, "genuine"], [`${w}/forged_by_zed/${s}.png`, w, "forged"]],
  ),
  "emoji folders": [["😀/1.png", "😀", "genuine"], ["😀/2.png", "😀", "genuine"], [
    "🎉/1.png",
    "🎉",
    "genuine",
  ], ["🎉/2.png", "🎉", "genuine"]],
  "emoji before names of folders": [["😀 Ann/1.png", "😀 Ann", "genuine"], [
    "😀 Ann/2.png",
    "😀 Ann",
    "genuine",
  ], ["🎉 Bob/1.png", "🎉 Bob", "genuine"]],
  "punctuation folders": [["#/1.png", "#", "genuine"], ["+/1.png", "+", "genuine"], [
    "ann/1.png",
    "ann",
    "genuine",
  ]],
  "emoji before names of files": [["✍️ Ann_1.png", "Ann", "genuine"], [
    "✍️ Ann_2.png",
    "Ann",
    "genuine",
  ], ["✍️ Bob_1.png", "Bob", "genuine"]],
  "names in different case": [["train/Anna/1.png", "Anna", "genuine"], [
    "test/anna/2.png",
    "Anna",
    "genuine",
  ], ["test/BOB/1.png", "BOB", "genuine"]],
  "names with spaces": [["Anna  Maria /1.png", "Anna  Maria", "genuine"], [
    "Anna Maria/2.png",
    "Anna  Maria",
    "genuine",
  ], [" Bob/1.png", "Bob", "genuine"]],
  "dates first": everyone(PEOPLE, (w, s) => [[`2023-05-0${s}_${w}.png`, w, "genuine"]]),
  "dates last": everyone(PEOPLE, (w, s) => [[`${w} 2023-05-0${s}.png`, w, "genuine"]]),
  "dates compact": everyone(PEOPLE, (w, s) => [[`${w}_2023050${s}_1.png`, w, "genuine"]]),
  "dates compact 2": everyone(PEOPLE, (w, s) => [[`${w}_2023050${s}.png`, w, "genuine"]]),
  "dates compact first": everyone(PEOPLE, (w, s) => [[`2023050${s}_${w}.png`, w, "genuine"]]),
  "dates german": everyone(PEOPLE, (w, s) => [[`${w} 0${s}.05.2023.png`, w, "genuine"]]),
  "dates and times": everyone(
    PEOPLE,
    (w, s) => [[`${w}_2023-05-0${s}_12-30-15.png`, w, "genuine"]],
  ),
  "numbers with dates": three((w, s) => [[`${w}_2023050${s}.png`, w, "genuine"]]),
  "a number for each signature": numbers(1, 9, 3).map((
    w,
  ): Truth => [`${w}.png`, "signatures", "genuine"]),
  "folders named id": three((w, s) => [[`id_${w}/sample_0${s}.png`, `id_${w}`, "genuine"]]),
  "numbered people and a camera": three(
    (w, s) => [[`person_${w}/IMG_000${s}.jpg`, `person_${w}`, "genuine"]],
    1,
  ),
  "folders of one letter": ["A", "B", "C", "D"].flatMap((w) =>
    [1, 2].map((s): Truth => [`${w}/${s}.png`, w, "genuine"])
  ),
  "folders of a letter and a number": ["S1", "S2", "P3"].flatMap((w) =>
    [1, 2].map((s): Truth => [`${w}/${s}.png`, w, "genuine"])
  ),
  "files of a letter and a number": ["A01", "A02", "B01"].flatMap((w) =>
    [1, 2].map((s): Truth => [`${w}_${s}.png`, w, "genuine"])
  ),
  "a word, the number of the writer, and that of the sample": three((
    w,
    s,
  ) => [[`firma_${w}_${s}.jpg`, w, "genuine"]]),
  "Spanish folders": three((
    w,
    s,
  ) => [[`firmas/persona${w}/firma${s}.jpg`, `persona${w}`, "genuine"]]),
  "users and numbered signatures": three(
    (w, s) => [[`User${w}/Signature_${s}.png`, `User${w}`, "genuine"]],
    1,
  ),
  "users, signatures and kinds in file names": three((
    w,
    s,
  ) => [[`user_${w}_signature_${s}_genuine.png`, `user_${w}`, "genuine"], [
    `user_${w}_signature_${s}_forged.png`,
    `user_${w}`,
    "forged",
  ]]),
  "documents of Tobacco-800": ["aah97e00-page02_1", "ahz45c00_2", "ail70a00_1", "bcy80a00_1"].map((
    n,
  ): Truth => [`${n}.tif`, n.replace(/[-_].*$/, ""), "genuine"]),
  "4NSigComp2012, references": [
    ...["A1", "A2", "A3"].map((n): Truth => [`Specimen/Ref/${n}.png`, "signatures", "genuine"]),
  ],
  "SigWiComp2013 in folders of writers": three((
    w,
    s,
  ) => [[`Japanese/TrainingSet/Genuine/${w}/0${s}_${w}.png`, w, "genuine"], [
    `Japanese/TrainingSet/Forged/${w}/0${s}_012_${w}.png`,
    w,
    "forged",
  ]]),
  "SigWIcomp2015 in folders of kinds": three((
    w,
    s,
  ) => [[`German/Genuine/${w}_G_0${s}.png`, w, "genuine"], [
    `German/Forged/${w}_F_0${s}.png`,
    w,
    "forged",
  ]]),
  "SigWIcomp2015 in folders of writers": three((
    w,
    s,
  ) => [[`Italian/${w}/${w}-G-0${s}.tif`, w, "genuine"], [
    `Italian/${w}/${w}-F-0${s}.tif`,
    w,
    "forged",
  ]]),
  "BHSig260 in one folder": [
    ["BHSig260/B-S-1-G-01.tif", "B-S-1", "genuine"],
    ["BHSig260/B-S-2-G-01.tif", "B-S-2", "genuine"],
    ["BHSig260/H-S-1-G-01.tif", "H-S-1", "genuine"],
    ["BHSig260/H-S-1-F-01.tif", "H-S-1", "forged"],
  ],
  "numbers of writers and samples below writers": three((
    w,
    s,
  ) => [[`PHBC/${w}/${w}-0${s}.bmp`, w, "genuine"]]),
  "Arabic names": everyone(
    ["محمد", "فاطمة", "علي"],
    (w, s) => [[`${w}/${s}.png`, w, "genuine"], [`${w}_${s}.png`, w, "genuine"]],
  ),
  "Hindi names and kinds": everyone(
    ["अनिल", "सुनीता", "राम"],
    (w, s) => [[`असली/${w}_${s}.png`, w, "genuine"], [`नकली/${w}_${s}.png`, w, "forged"]],
  ),
  "Thai names": everyone(["สมชาย", "สมหญิง"], (w, s) => [[`${w}/${s}.png`, w, "genuine"]]),
  "Korean names": everyone(["김철수", "이영희"], (w, s) => [[`${w}_${s}.png`, w, "genuine"]]),
  "kinds below writers, named by a camera": everyone(
    PEOPLE,
    (
      w,
      s,
    ) => [[`data/${w}/real/IMG_${s}.jpg`, w, "genuine"], [
      `data/${w}/forge/IMG_${s}.jpg`,
      w,
      "forged",
    ]],
  ),
  "writers with a folder 0": three((w, s) => [[`${w}/0/${s}.png`, w, "genuine"]]),
  "files beside folders of writers": [
    ["ann/1.png", "ann", "genuine"],
    ["bob/1.png", "bob", "genuine"],
    ["cem_1.png", "cem", "genuine"],
    ["cem_2.png", "cem", "genuine"],
  ],
  "two scripts of numbered writers": ["Bengali", "Hindi"].flatMap((l) =>
    three((w, s) => [[`${l}/${w}/${s}.png`, `${l}/${w}`, "genuine"]], 1)
  ),
  "MCYT-75 and MCYT-100": ["MCYT-75", "MCYT-100"].flatMap((l) =>
    three((w, s) => [[`${l}/${w}/${w}v0${s}.bmp`, `${l}/${w}`, "genuine"]], 4)
  ),
  "CEDAR and GPDS": [
    ...three((w, s) => [[`CEDAR/full_org/original_${w}_${s}.png`, `CEDAR/${w}`, "genuine"]], 1),
    ...three(
      (
        w,
        s,
      ) => [[`GPDS/${w}/c-${w}-0${s}.png`, `GPDS/${w}`, "genuine"], [
        `GPDS/${w}/cf-${w}-0${s}.png`,
        `GPDS/${w}`,
        "forged",
      ]],
      3,
    ),
  ],
  "kinds of forgeries in file names": three((
    w,
    s,
  ) => [[`${w}/genuine_${s}.png`, w, "genuine"], [`${w}/skilled_forgery_${s}.png`, w, "forged"], [
    `${w}/random_forgery_${s}.png`,
    w,
    "forged",
  ]]),
  "writers, kinds and signatures in file names": three((
    w,
    s,
  ) => [[`writer${w}_genuine_signature${s}.png`, `writer${w}`, "genuine"], [
    `writer${w}_forged_signature${s}.png`,
    `writer${w}`,
    "forged",
  ]]),
  "kinds above numbered files": three((
    w,
    s,
  ) => [[`org/${w}_${s}.png`, w, "genuine"], [`forg/${w}_${s}.png`, w, "forged"]]),
  "kinds before writers": three((
    w,
    s,
  ) => [[`genuine-${w}/${s}.png`, w, "genuine"], [`forged-${w}/${s}.png`, w, "forged"]]),
  "tampered": everyone(
    PEOPLE,
    (w, s) => [[`authentic/${w}/${s}.png`, w, "genuine"], [`tampered/${w}/${s}.png`, w, "forged"]],
  ),
  "impostors": everyone(
    PEOPLE,
    (w, s) => [[`${w}/original/${s}.png`, w, "genuine"], [`${w}/imposter/${s}.png`, w, "forged"]],
  ),
  "frauds": everyone(
    PEOPLE,
    (
      w,
      s,
    ) => [[`${w}/genuine/${s}.png`, w, "genuine"], [`${w}/fraud/${s}.png`, w, "forged"], [
      `${w}/fraudulent/${s}.png`,
      w,
      "forged",
    ]],
  ),
  "valid and invalid": everyone(
    PEOPLE,
    (w, s) => [[`${w}/valid/${s}.png`, w, "genuine"], [`${w}/invalid/${s}.png`, w, "forged"]],
  ),
  "triplets for a verifier": everyone(
    PEOPLE,
    (
      w,
      s,
    ) => [[`anchor/${w}_${s}.png`, w, "genuine"], [`positive/${w}_${s}.png`, w, "genuine"], [
      `negative/${w}_${s}.png`,
      w,
      "forged",
    ]],
  ),
  "non-forged": three((
    w,
    s,
  ) => [[`non-forged/${w}/${s}.png`, w, "genuine"], [`forged/${w}/${s}.png`, w, "forged"]]),
  "not genuine": three((
    w,
    s,
  ) => [[`genuine/${w}/${s}.png`, w, "genuine"], [`not genuine/${w}/${s}.png`, w, "forged"]]),
  "unforged": three((
    w,
    s,
  ) => [[`unforged/${w}/${s}.png`, w, "genuine"], [`forged/${w}/${s}.png`, w, "forged"]]),
  "non_genuine": three((
    w,
    s,
  ) => [[`genuine/${w}/${s}.png`, w, "genuine"], [`non_genuine/${w}/${s}.png`, w, "forged"]]),
};
