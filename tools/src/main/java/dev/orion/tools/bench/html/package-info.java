/**
 * The results of a benchmark as one HTML file that needs nothing else to be read: no script, no
 * style sheet, no font, no network. {@link dev.orion.tools.bench.html.ResultAdapter} makes a {@link
 * dev.orion.tools.bench.html.ReportPage} of results, which is plain data; {@link
 * dev.orion.tools.bench.html.HtmlReport} writes it. The plots are SVG.
 */
@NullMarked
package dev.orion.tools.bench.html;

import org.jspecify.annotations.NullMarked;
