/// The page of a report; everything in double braces is escaped.
enum ReportTemplate {
    static let page = """
        <!DOCTYPE html>
        <html lang="{{language}}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="author" content="{{organisation}}">
        <meta name="dcterms.created" content="{{created}}">
        <title>{{title}}</title>
        <style>{{{style}}}</style>
        </head>
        <body{{#compact}} class="compact{{#side}} side{{/side}}"{{/compact}}>
        <a class="skip" href="#content">{{labelSkip}}</a>
        <header class="cover">
        <p class="owner">{{organisation}}</p>
        <h1>{{#words}}<span{{#whole}} class="whole"{{/whole}}>{{word}}</span> {{/words}}</h1>
        <p class="step{{#isDraft}} draft{{/isDraft}}">{{labelStep}}: {{step}}</p>
        <p class="facts">{{labelYear}} {{year}} · {{labelComposed}} {{composed}}</p>
        {{#correction}}<p class="facts">{{correction}}</p>{{/correction}}
        {{#sha256}}<p class="hash">SHA-256 {{sha256}}</p>{{/sha256}}
        {{#onScreen}}
        <p class="formats">{{labelDownload}}: <a href="{{path}}.pdf">PDF</a> <a href="{{path}}.xlsx">XLSX</a> \
        <a href="{{path}}.csv">CSV</a> <a href="{{path}}.json">JSON</a> · <a href="{{path}}?{{otherOrigin}}&amp;lang={{language}}">{{labelOrigin}}</a></p>
        {{/onScreen}}
        </header>
        {{^compact}}<nav aria-label="{{labelContents}}">
        <h2 class="unnumbered">{{labelContents}}</h2>
        <ol class="contents">
        {{#parts}}<li><a href="#part-{{code}}"><span>{{number}}. {{title}}</span></a></li>
        {{/parts}}{{#hasSources}}<li><a href="#part-sources"><span>{{labelSources}}</span></a></li>{{/hasSources}}
        </ol>
        </nav>{{/compact}}
        <main id="content">
        {{#parts}}
        <section id="part-{{code}}"{{#wide}} class="wide"{{/wide}}{{^wide}}{{#together}} class="together"{{/together}}{{/wide}}>
        <h2>{{number}}. {{title}}</h2>
        {{#blocks}}
        {{#heading}}<h3>{{heading}}</h3>
        {{/heading}}
        {{#gap}}<p class="gap" role="note">{{gap}}</p>
        {{/gap}}
        {{#paragraphs}}<p class="body">{{text}}</p>
        {{/paragraphs}}
        {{#points}}{{#first()}}<ul>{{/first()}}<li>{{point}}</li>{{#last()}}</ul>{{/last()}}
        {{/points}}
        {{#table}}
        \(table)
        {{/table}}
        {{#chart}}
        <figure{{#upright}} class="upright"{{/upright}}>{{{picture}}}<figcaption>{{caption}}{{#onScreen}} <a href="{{address}}.svg">SVG</a> \
        <a href="{{address}}.png">PNG</a>{{/onScreen}}{{#note}}<br><span class="note">{{note}}</span>{{/note}}</figcaption></figure>
        {{/chart}}
        {{/blocks}}
        </section>
        {{/parts}}
        {{#hasSources}}<section id="part-sources">
        <h2>{{labelSources}}</h2>
        <div class="scroll" tabindex="0" role="region" aria-label="{{labelSources}}">
        <table class="sources">
        <thead><tr><th scope="col" class="figure">#</th><th scope="col">{{labelService}}</th>\
        <th scope="col">{{labelQuestion}}</th>\
        <th scope="col">{{labelAnswered}} / {{labelHash}}</th></tr></thead>
        <tbody>
        {{#sources}}<tr id="source-{{number}}"><th scope="row" class="figure">{{number}}</th><td>{{service}}</td>\
        <td>{{question}}{{#about}}<br>{{about}}{{/about}}<br><code>{{method}} {{params}}</code></td>\
        <td>{{answered}}<br><code>{{hash}}</code></td></tr>
        {{/sources}}
        </tbody>
        </table>
        </div>
        </section>{{/hasSources}}
        </main>
        </body>
        </html>
        """

    /// A table with its caption; of `TableMarkup`.
    static let table = """
        <div class="scroll{{#whole}} whole{{/whole}}" tabindex="0" role="region" aria-label="{{caption}}">
        {{^onScreen}}<p class="caption">{{caption}}</p>{{/onScreen}}
        <table id="table-{{code}}"{{#dense}} class="dense"{{/dense}}>
        {{#onScreen}}<caption>{{caption}}</caption>{{/onScreen}}
        {{^onScreen}}<colgroup>{{#columns}}<col style="width: {{width}}%">{{/columns}}</colgroup>{{/onScreen}}
        <thead><tr>{{#columns}}<th scope="col" class="{{class}}">{{title}}</th>{{/columns}}</tr></thead>
        {{#groups}}<tbody{{#kept}} class="kept"{{/kept}}>
        {{#rows}}<tr{{#total}} class="total"{{/total}}>{{#cells}}\
        {{#isHead}}<th scope="row" class="{{class}}">{{text}}</th>{{/isHead}}\
        {{^isHead}}<td class="{{class}}"{{#origin}} title="{{origin}}"{{/origin}}>{{text}}\
        {{#mark}}<sup><a href="#source-{{mark}}">{{mark}}</a></sup>{{/mark}}</td>{{/isHead}}\
        {{/cells}}</tr>
        {{/rows}}
        </tbody>{{/groups}}
        {{#isEmpty}}<tbody><tr><td colspan="{{width}}" class="absent">{{none}}</td></tr></tbody>{{/isEmpty}}
        </table>
        </div>
        {{#more}}<p class="gap" role="note">{{more}}</p>
        {{/more}}{{#sourced}}<p class="from">{{labelFrom}}: {{#from}}<a href="#source-{{number}}">[{{number}}]</a> {{/from}}</p>{{/sourced}}
        """
}
