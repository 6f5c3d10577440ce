// The benchmarks' plan.get on net/http and pgx: the same statement, the same answer, no identity.
package main

import (
	"context"
	"encoding/json"
	"log"
	"net/http"
	"os"

	"github.com/jackc/pgx/v4/pgxpool"
)

type call struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params struct {
		Plan string `json:"plan"`
	} `json:"params"`
}

type answer struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id"`
	Result  json.RawMessage `json:"result"`
}

func main() {
	sql, err := os.ReadFile(os.Getenv("STATEMENT"))
	if err != nil {
		log.Fatal(err)
	}
	settings, err := pgxpool.ParseConfig(os.Getenv("DSN"))
	if err != nil {
		log.Fatal(err)
	}
	settings.MaxConns = 4
	pool, err := pgxpool.ConnectConfig(context.Background(), settings)
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/rpc", func(writer http.ResponseWriter, request *http.Request) {
		var asked call
		if err := json.NewDecoder(request.Body).Decode(&asked); err != nil || len(asked.Params.Plan) < 2 {
			http.Error(writer, "bad request", http.StatusBadRequest)
			return
		}
		var result string
		code := asked.Params.Plan
		if err := pool.QueryRow(request.Context(), string(sql), code[:2], code).Scan(&result); err != nil {
			http.Error(writer, err.Error(), http.StatusInternalServerError)
			return
		}
		writer.Header().Set("Content-Type", "application/json")
		json.NewEncoder(writer).Encode(answer{"2.0", asked.ID, json.RawMessage(result)})
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:8222", nil))
}
