/// Inputs to begin with, beside the conformance scripts.
enum Corpus {
    static let requests = [
        #"{"jsonrpc":"2.0","method":"x","params":{"reference":"67","count":3,"ratio":0.25},"id":1}"#,
        #"{"jsonrpc":"2.0","method":"x","params":["67",3,0.25,[{"money":"1250000.00"}]],"id":"a"}"#,
        #"{"items":[{"money":"1.50","date":"2022-10-01","labels":{"a":{"th":"ก","en":"k"}}},{}]}"#,
        #"{"anything":{"deep":[[[[[[1,-0.5e-7,true,false,null]]]]]]},"count":9223372036854775807}"#,
        #"{"anything":[1e400,123456789012345678901234567890,"\ud83d\ude00\u0e01\n\\\/"]}"#,
        #"[{"jsonrpc":"2.0","method":"x","id":1},{"jsonrpc":"2.0","method":"y"},{},1]"#,
        #"{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"j":10,"k":11,"l":12,"m":13,"é":14}"#,
        "[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]", " \r\n\t{ } ", "\"ศธ 0294/ว1 😀\"", "-0.0E-0",
    ]
}
