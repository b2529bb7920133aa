"""Pages: one HTML file each, which opens from disk and fetches nothing.

A page is made of facts (`facts`): sections with sentences, tables, charts and maps. `render` turns them into HTML with
the page's own template, which fills the blocks of `templates/base.html.j2` from the parts in `templates/parts.html.j2`.
`run` is the page of one result, `compare` that of results side by side; each is a folder with a module a section.
"""
