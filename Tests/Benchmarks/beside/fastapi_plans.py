"""The benchmarks' `plan.get` on FastAPI, asyncpg and orjson: the same statement, the same answer, no identity."""

import os

import asyncpg
import orjson
from fastapi import FastAPI, Request, Response

SQL = open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "plan.sql")).read()
app = FastAPI()


@app.on_event("startup")
async def start():
    app.state.pool = await asyncpg.create_pool(os.environ["DSN"], min_size=2, max_size=2)


@app.post("/rpc")
async def rpc(request: Request):
    call = orjson.loads(await request.body())
    code = call["params"]["plan"]
    async with app.state.pool.acquire() as connection:
        result = await connection.fetchval(SQL, code[:2], code)
    body = orjson.dumps({"jsonrpc": "2.0", "id": call["id"], "result": orjson.Fragment(result.encode())})
    return Response(body, media_type="application/json")
