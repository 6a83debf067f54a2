// three.js opens an FBX file and plays its clip: what a web page would show, as JSON.
// node play.mjs FILE SECONDS…
import { readFileSync } from 'node:fs'

globalThis.self = globalThis.window = globalThis
const image = () => ({ addEventListener() {}, removeEventListener() {} })
globalThis.document = { createElementNS: image, createElement: image }
const { AnimationMixer } = await import('three')
const { FBXLoader } = await import('three/examples/jsm/loaders/FBXLoader.js')

const [file, ...seconds] = process.argv.slice(2)
const content = readFileSync(file)
const scene = new FBXLoader().parse(content.buffer.slice(content.byteOffset, content.byteOffset + content.byteLength), '')
const bones = {}, nodes = [], meshes = []
scene.traverse((each) => {
  if (each.isBone) bones[each.name] = each
  else if (each.isMesh) {
    const { name, transparent, map, alphaMap } = each.material
    meshes.push({
      name: each.name, skinned: Boolean(each.isSkinnedMesh), material: name, transparent,
      map: Boolean(map), alpha: Boolean(alphaMap), keys: Object.keys(each.morphTargetDictionary ?? {}),
    })
  }
  if (!each.isBone) nodes.push({ type: each.type, scale: each.scale.toArray(), turn: each.quaternion.toArray() })
})
const mixer = new AnimationMixer(scene)
const [clip] = scene.animations
if (clip) mixer.clipAction(clip).play()
const poses = seconds.map((second) => {
  mixer.setTime(Number(second))
  scene.updateMatrixWorld(true)
  return Object.fromEntries(Object.entries(bones).map(([name, bone]) => [name, bone.matrixWorld.toArray()]))
})
console.log(JSON.stringify({ nodes, meshes, poses, clip: clip?.name, tracks: clip?.tracks.map((track) => track.name) }))
