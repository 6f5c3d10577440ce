/// The page of an official document; everything in double braces is escaped.
enum DocumentTemplate {
    static let page = """
        <!DOCTYPE html>
        <html lang="th">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="author" content="{{author}}">
        <meta name="dcterms.created" content="{{created}}">
        <title>{{title}}</title>
        <style>{{{style}}}</style>
        </head>
        <body class="{{form}} {{kind}}">
        {{#onScreen}}<p class="formats"><a href="{{path}}.pdf">PDF</a></p>{{/onScreen}}
        <main>
        {{#urgency}}<p class="urgency">{{urgency}}</p>{{/urgency}}
        {{#hasGaruda}}<div class="garuda">{{#garuda}}<img src="{{garuda}}" alt="ตราครุฑ">{{/garuda}}</div>{{/hasGaruda}}
        \(letterHead)\(memoHead)\(orderHead)\(meetingHead)\(certificateHead)
        \(blocks)
        \(ending)
        </main>
        </body>
        </html>
        """

    private static let letterHead = """
        {{#is_letter}}
        <div class="issuer"><p>{{issuer}}</p>{{#address}}<p>{{line}}</p>{{/address}}</div>
        <p class="number">ที่ {{number}}</p>
        <p class="date">{{date}}</p>
        <h1 class="field"><span class="label">เรื่อง</span> {{subject}}</h1>
        {{#to}}<p class="field"><span class="label">เรียน</span> {{to}}</p>{{/to}}
        {{#references}}<div class="field"><span class="label">{{label}}</span> \
        {{#lines}}<span class="entry">{{line}}</span>{{/lines}}</div>{{/references}}
        {{#attachments}}<div class="field long"><span class="label">{{label}}</span> \
        {{#lines}}<span class="entry">{{line}}</span>{{/lines}}</div>{{/attachments}}
        {{/is_letter}}

        """

    private static let memoHead = """
        {{#is_memo}}
        <p class="form">{{formTitle}}</p>
        <p class="field"><b>ส่วนราชการ</b> {{issuer}}{{#contact}} {{line}}{{/contact}}</p>
        <p class="field halves"><b>ที่</b> {{number}}<span class="half"><b>วันที่</b> {{date}}</span></p>
        <h1 class="field"><b>เรื่อง</b> {{subject}}</h1>
        {{#to}}<p class="field"><span class="label">เรียน</span> {{to}}</p>{{/to}}
        {{/is_memo}}

        """

    private static let orderHead = """
        {{#is_order}}
        <p class="form">{{formTitle}}{{issuer}}</p>
        {{#number}}<p class="centre">ที่ {{number}}</p>{{/number}}
        <h1 class="centre">เรื่อง {{subject}}</h1>
        <p class="rule"></p>
        {{/is_order}}

        """

    private static let meetingHead = """
        {{#is_meeting}}
        <h1 class="form">{{formTitle}}{{issuer}}</h1>
        {{#meeting}}
        <p class="centre"><b>{{number}}</b></p>
        <p class="centre"><b>วันที่ {{date}}{{#from}} เวลา {{from}} น.{{/from}}</b></p>
        {{#place}}<p class="centre"><b>ณ {{place}}</b></p>{{/place}}
        <p class="rule"></p>
        {{#people}}
        <h2>{{label}}</h2>
        <table class="people"><colgroup><col class="count"><col><col><col class="seat"></colgroup><tbody>
        {{#rows}}<tr><td class="count">{{number}}</td><th scope="row"{{^isNamed}} colspan="2"{{/isNamed}}>{{who}}</th>{{#isNamed}}<td>{{position}}</td>{{/isNamed}}<td class="seat">{{seat}}</td></tr>
        {{/rows}}
        </tbody></table>
        {{/people}}
        {{/meeting}}
        {{/is_meeting}}

        """

    private static let certificateHead = """
        {{#is_certificate}}
        <p class="form">{{issuer}}</p>
        <p class="centre">ขอมอบเกียรติบัตรฉบับนี้ให้ไว้เพื่อแสดงว่า</p>
        {{#to}}<p class="holder">{{to}}</p>{{/to}}
        <h1 class="centre">{{subject}}</h1>
        {{/is_certificate}}

        """

    private static let blocks = """
        {{#blocks}}
        {{#heading}}<h2>{{heading}}</h2>
        {{/heading}}
        {{#paragraphs}}<p class="body">{{text}}</p>
        {{/paragraphs}}
        {{#item}}<p class="item"><span class="count">{{number}}</span> {{first}}</p>
        {{#rest}}<p class="body">{{text}}</p>
        {{/rest}}{{/item}}
        {{#resolution}}<p class="resolution">{{#first()}}<b>มติที่ประชุม</b> {{/first()}}{{text}}</p>
        {{/resolution}}
        {{#points}}<p class="item"><span class="count">{{number}}</span> {{point}}</p>
        {{/points}}
        {{#table}}\(ReportTemplate.table){{/table}}
        {{/blocks}}
        """

    private static let ending = """
        {{#is_order}}{{#dateInWords}}<p class="given">{{given}} {{dateInWords}}</p>{{/dateInWords}}{{/is_order}}
        {{#is_certificate}}{{#dateInWords}}<p class="centre">{{given}} {{dateInWords}}</p>{{/dateInWords}}{{/is_certificate}}
        {{#is_meeting}}{{#meeting}}{{#until}}<p class="body">เลิกประชุมเวลา {{until}} น.</p>{{/until}}{{/meeting}}{{/is_meeting}}
        <div class="end">
        {{#closing}}<p class="closing">{{closing}}</p>{{/closing}}
        <div class="signers">
        {{#signers}}<div class="signer"><p class="signature"></p><p>{{name}}</p><p>{{position}}</p>\
        {{#capacity}}<p>{{capacity}}</p>{{/capacity}}</div>
        {{/signers}}
        </div>
        </div>
        {{^is_memo}}{{#hasContact}}<div class="contact">{{#contact}}<p>{{line}}</p>{{/contact}}</div>{{/hasContact}}{{/is_memo}}
        {{#hasCopies}}<div class="contact"><p>สำเนาส่ง</p>{{#copies}}<p>{{line}}</p>{{/copies}}</div>{{/hasCopies}}
        """
}
