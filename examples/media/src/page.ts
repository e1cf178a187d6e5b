// The page of the gallery. Compiled by the demo while it runs.

interface Version {
  format: string;
  bytes: number;
}

interface Entry {
  name: string;
  sha256: string;
  files: Version[];
}

enum Unit {
  KiB = 1024,
}

const size = (bytes: number): string => `${(bytes / Unit.KiB).toFixed(1)} KiB`;

function figure({ name, sha256, files }: Entry): string {
  const smallest: Version | undefined = [...files].sort((a, b) => a.bytes - b.bytes)[0];
  const links = files.map((file) => `<a href="${name}-preview.${file.format}">${file.format} (${size(file.bytes)})</a>`);
  return [
    `<figure id="${sha256.slice(0, 8)}">`,
    `  <img src="${name}-preview.${smallest?.format ?? 'jpeg'}" alt="${name}">`,
    `  <figcaption>${name}: ${links.join(', ')}</figcaption>`,
    '</figure>',
  ].join('\n');
}

export function render(title: string, entries: readonly Entry[]): string {
  return `<!doctype html>\n<title>${title}</title>\n<h1>${title}</h1>\n${entries.map(figure).join('\n')}\n`;
}
