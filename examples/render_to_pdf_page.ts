/**
 * Places generated signatures on a PDF page, as vector paths:
 *
 *     deno run --allow-read --allow-write --allow-env=XDG_RUNTIME_DIR examples/render_to_pdf_page.ts FILE
 *
 * @module
 */
import { PDFDocument, rgb } from "@cantoo/pdf-lib";
import { loadModel } from "@signature-vae/signature-vae";

const A4 = { width: 595, height: 842 }; // in points, 1/72 inch
const BLUE = rgb(0.1, 0.17, 0.5);
const GRAY = rgb(0.6, 0.6, 0.6);

/** Writes a page with `count` signature lines, each of them signed. */
export async function renderToPdfPage(file: string, count: number): Promise<void> {
  using model = await loadModel("pretrained");
  const document = await PDFDocument.create(); // or PDFDocument.load(bytes), to sign an existing one
  const page = document.addPage([A4.width, A4.height]);

  let baseline = A4.height - 110;
  for await (const signature of model.generate({ count, seed: 1 })) {
    page.drawLine({
      start: { x: 70, y: baseline },
      end: { x: 300, y: baseline },
      thickness: 0.5,
      color: GRAY,
    });
    // The ink of a signature is one filled path, so it stays crisp in print.
    const path = / d="([^"]*)"/.exec(signature.toSvg())?.[1];
    if (path !== undefined) {
      page.drawSvgPath(path, {
        x: 100,
        y: baseline + 68,
        scale: 1.25,
        color: BLUE,
        borderWidth: 0,
      });
    }
    baseline -= 120;
  }
  await Deno.writeFile(file, await document.save());
}

if (import.meta.main) await renderToPdfPage(Deno.args[0] ?? "outputs/example.pdf", 6);
