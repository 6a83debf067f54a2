"""What MediaPipe's FaceMesh finds in pictures; run by bench_mediapipe in a Python that has MediaPipe.

mediapipe_peer.py PICTURES.npy TOLD.json [refined]
"""

import json
import sys
import time

import mediapipe
import numpy as np


def main() -> None:
    pictures = np.load(sys.argv[1])
    height, width = pictures.shape[1:3]
    mesh = mediapipe.solutions.face_mesh.FaceMesh(max_num_faces=1, refine_landmarks="refined" in sys.argv[3:])
    points, seconds = [], []
    for picture in pictures:
        begin = time.process_time()
        faces = mesh.process(picture).multi_face_landmarks
        seconds.append(time.process_time() - begin)
        points.append([(p.x * width, p.y * height) for p in faces[0].landmark] if faces else [])
    with open(sys.argv[2], "w", encoding="utf-8") as out:
        json.dump({"points": points, "seconds": seconds}, out)


main()
