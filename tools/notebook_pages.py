"""Documentation hook: turn every notebook of ``docs/`` into a page, with its saved outputs.

Run as a program, it executes the notebooks and saves their outputs: ``python tools/notebook_pages.py``.
"""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SHOWN = ("text/html", "image/svg+xml", "text/plain")  # in order of preference


def page(notebook: dict[str, Any]) -> str:
    """Markdown of a notebook: text unchanged, code in blocks, each with its outputs."""
    parts: list[str] = []
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(source)
        else:
            parts.append(f"```python\n{source}\n```")
            parts.extend(filter(None, map(_output, cell["outputs"])))
    return "\n\n".join(parts) + "\n"


def _output(output: dict[str, Any]) -> str:
    if output["output_type"] == "stream":
        return f"```text\n{''.join(output['text']).rstrip()}\n```"
    data = output.get("data", {})
    for kind in SHOWN:
        if kind not in data:
            continue
        text = "".join(data[kind])
        if kind == "text/plain":
            return f"```text\n{text}\n```"
        if text.lstrip().startswith("<iframe"):
            return text
        text = re.sub(r"\n\s*\n", "\n", text)  # a blank line would end the block of HTML
        text = text.replace(' class="dataframe"', "")  # the theme styles only tables without a class
        return f'<div class="output" style="overflow-x:auto">\n{text}\n</div>'
    return ""


def on_files(files: Any, config: Any) -> Any:
    """Add a page for each notebook (called by MkDocs)."""
    from mkdocs.structure.files import File

    for path in sorted(Path(config["docs_dir"]).glob("*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        kept = files.get_file_from_path(path.name)
        if kept is not None:
            files.remove(kept)
        files.append(File.generated(config, f"{path.stem}.md", content=page(notebook)))
    return files


def execute(path: Path, kernel: str = "python3") -> Any:
    """Execute the notebook in a new kernel; an error in a cell is raised."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=300, kernel_name=kernel, resources={"metadata": {"path": str(ROOT)}})
    client.execute()
    return notebook


def main() -> None:
    import nbformat

    for path in sorted((ROOT / "docs").glob("*.ipynb")):
        notebook = execute(path)
        for cell in notebook.cells:
            cell.metadata = {}
        notebook.metadata = {"kernelspec": notebook.metadata.kernelspec, "language_info": {"name": "python"}}
        nbformat.write(notebook, path)
        print(f"{html.escape(path.name)}: {path.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
