"""The program of tuspyserver: port, folder and largest size (0: as it comes) are its arguments."""

import sys

import uvicorn
from fastapi import FastAPI
from tuspyserver import create_tus_router

port, directory, max_size = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
limit = {"max_size": max_size} if max_size > 0 else {}
app = FastAPI()
app.include_router(create_tus_router(prefix="files", files_dir=directory, **limit))
uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")
