"""What other programs call the keys of a face: one table a flavour, each key as a sum of ARKit's.

An entry is `key=source`, `key=source*share` or `key=source+source`; `#` stands for the side, as that program writes it
and as ARKit does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .names import SIDES, compared

MARKS = (("L", "R"), SIDES, ("l", "r"))


@dataclass(frozen=True)
class FaceFlavour:
    name: str
    """of the program, for people"""
    keys: Mapping[str, Mapping[str, float]]
    """name of a key, as it is compared -> ARKit's key -> share"""
    coarse: bool = False
    """whole mouths and moods rather than parts of a face: only for faces that have nothing finer"""


def _flavour(name: str, entries: str, coarse: bool = False) -> FaceFlavour:
    keys: dict[str, dict[str, float]] = {}
    for entry in entries.split():
        for marks in MARKS if "#" in entry else (SIDES,):
            for mark, side in zip(marks, SIDES, strict=True):
                key, _, sources = entry.partition("=")
                keys[compared(key.replace("#", mark))] = {
                    source.partition("*")[0].replace("#", side): float(source.partition("*")[2] or 1.0)
                    for source in sources.split("+")
                }
    return FaceFlavour(name, keys, coarse)


ALIASES = _flavour(
    "other words",
    """eyesClosed=eyeBlinkLeft*0.5+eyeBlinkRight*0.5 eyeClosed#=eyeBlink# eyeClose#=eyeBlink# blink#=eyeBlink#
    wink#=eyeBlink# mouthOpen=jawOpen openMouth=jawOpen jawDrop=jawOpen smile=mouthSmileLeft*0.5+mouthSmileRight*0.5
    smile#=mouthSmile# frown=mouthFrownLeft*0.5+mouthFrownRight*0.5 frown#=mouthFrown# kiss=mouthPucker
    pucker=mouthPucker funnel=mouthFunnel browsUp=browInnerUp*0.5+browOuterUpLeft*0.25+browOuterUpRight*0.25
    browUp#=browOuterUp#*0.5+browInnerUp*0.5 browRaise#=browOuterUp#*0.5+browInnerUp*0.5
    browsDown=browDownLeft*0.5+browDownRight*0.5 browFurrow#=browDown# sneer#=noseSneer# puffCheeks=cheekPuff
    eyesWide=eyeWideLeft*0.5+eyeWideRight*0.5 eyesSquint=eyeSquintLeft*0.5+eyeSquintRight*0.5""",
)
"""keys of simple faces; where ARKit's own are there too, these stay at rest"""

FLAVOURS: tuple[FaceFlavour, ...] = (
    FaceFlavour("ARKit", {}),
    _flavour(
        "Character Creator",
        """Brow_Raise_Inner_#=browInnerUp Brow_Raise_Outer_#=browOuterUp# Brow_Drop_#=browDown#
        Eye_L_Look_L=eyeLookOutLeft Eye_L_Look_R=eyeLookInLeft Eye_R_Look_L=eyeLookInRight Eye_R_Look_R=eyeLookOutRight
        Eye_#_Look_Up=eyeLookUp# Eye_#_Look_Down=eyeLookDown# Jaw_L=jawLeft Jaw_R=jawRight Mouth_L=mouthLeft
        Mouth_R=mouthRight Mouth_Funnel_Up_#=mouthFunnel Mouth_Funnel_Down_#=mouthFunnel Mouth_Pucker_Up_#=mouthPucker
        Mouth_Pucker_Down_#=mouthPucker Mouth_Roll_In_Upper_#=mouthRollUpper Mouth_Roll_In_Lower_#=mouthRollLower
        Mouth_Roll_In_Upper=mouthRollUpper Mouth_Roll_In_Lower=mouthRollLower Mouth_Up_Upper_#=mouthUpperUp#
        Mouth_Down_Lower_#=mouthLowerDown# Cheek_Raise_#=cheekSquint# Cheek_Puff_#=cheekPuff""",
    ),
    _flavour(
        "MetaHuman",
        """brow_raiseIn_#=browInnerUp brow_raiseInner_#=browInnerUp brow_raiseOuter_#=browOuterUp# eye_widen_#=eyeWide#
        eye_squintInner_#=eyeSquint# eye_cheekRaise_#=cheekSquint# eyeLookLeftL=eyeLookOutLeft
        eyeLookRightL=eyeLookInLeft eyeLookLeftR=eyeLookInRight eyeLookRightR=eyeLookOutRight nose_wrinkle_#=noseSneer#
        mouth_cornerPull_#=mouthSmile# mouth_cornerDepress_#=mouthFrown# mouth_funnel_U#=mouthFunnel
        mouth_funnel_D#=mouthFunnel mouth_lipsPurse_U#=mouthPucker mouth_lipsPurse_D#=mouthPucker
        mouth_upperLipRaise_#=mouthUpperUp# mouth_lowerLipDepress_#=mouthLowerDown# mouth_press_U#=mouthPress#
        mouth_press_D#=mouthPress# mouth_lipsPress_#=mouthPress# mouth_upperLipRollIn_#=mouthRollUpper
        mouth_lowerLipRollIn_#=mouthRollLower mouth_cheekBlow_#=cheekPuff mouth_lipsTogether_U#=mouthClose
        mouth_lipsTogether_D#=mouthClose jaw_fwd=jawForward jaw_chinRaise_D#=mouthShrugLower
        jaw_chinRaise_U#=mouthShrugUpper""",
    ),
    _flavour(
        "Daz",
        """MouthPurseUpper#=mouthPucker MouthPurseLower#=mouthPucker MouthFunnelUpper#=mouthFunnel
        MouthFunnelLower#=mouthFunnel MouthCloseUpper#=mouthClose MouthCloseLower#=mouthClose
        MouthPressUpper#=mouthPress# MouthPressLower#=mouthPress# EyesWide#=eyeWide# eCTRLEyesClosed#=eyeBlink#
        eCTRLEyesSquint#=eyeSquint# eCTRLBrowInnerUp-Down#=browInnerUp+browDown#*-1 eCTRLBrowOuterUp-Down#=browOuterUp#
        eCTRLMouthOpen=jawOpen eCTRLMouthSmileSimple#=mouthSmile# eCTRLMouthSmile=mouthSmileLeft*0.5+mouthSmileRight*0.5
        eCTRLMouthFrown=mouthFrownLeft*0.5+mouthFrownRight*0.5 eCTRLLipsPucker=mouthPucker
        eCTRLNoseWrinkle=noseSneerLeft*0.5+noseSneerRight*0.5 eCTRLCheeksBalloon=cheekPuff
        eCTRLJawOut-In=jawForward eCTRLTongueIn-Out=tongueOut""",
    ),
    _flavour(
        "Unified Expressions (VRChat)",
        """EyeClosed#=eyeBlink# BrowLowerer#=browDown# MouthClosed=mouthClose LipSuckUpper#=mouthRollUpper
        LipSuckLower#=mouthRollLower LipFunnelUpper#=mouthFunnel LipFunnelLower#=mouthFunnel
        LipPuckerUpper#=mouthPucker LipPuckerLower#=mouthPucker LipFunnel=mouthFunnel LipPucker=mouthPucker
        LipSuckUpper=mouthRollUpper LipSuckLower=mouthRollLower MouthUpperLeft=mouthLeft MouthLowerLeft=mouthLeft
        MouthUpperRight=mouthRight MouthLowerRight=mouthRight MouthCornerPull#=mouthSmile#
        MouthRaiserUpper=mouthShrugUpper MouthRaiserLower=mouthShrugLower""",
    ),
    _flavour(
        "Meta (face units)",
        """Brow_Lowerer_#=browDown# Inner_Brow_Raiser_#=browInnerUp Outer_Brow_Raiser_#=browOuterUp#
        Eyes_Closed_#=eyeBlink# Eyes_Look_Down_#=eyeLookDown# Eyes_Look_Up_#=eyeLookUp#
        Eyes_Look_Left_L=eyeLookOutLeft Eyes_Look_Right_L=eyeLookInLeft Eyes_Look_Left_R=eyeLookInRight
        Eyes_Look_Right_R=eyeLookOutRight Lid_Tightener_#=eyeSquint# Upper_Lid_Raiser_#=eyeWide#
        Cheek_Raiser_#=cheekSquint# Cheek_Puff_#=cheekPuff Nose_Wrinkler_#=noseSneer# Jaw_Drop=jawOpen
        Jaw_Thrust=jawForward Jaw_Sideways_Left=jawLeft Jaw_Sideways_Right=jawRight Lip_Corner_Puller_#=mouthSmile#
        Lip_Corner_Depressor_#=mouthFrown# Dimpler_#=mouthDimple# Lip_Stretcher_#=mouthStretch#
        Lip_Pressor_#=mouthPress# Lip_Pucker_#=mouthPucker Lip_Funneler_LB=mouthFunnel Lip_Funneler_LT=mouthFunnel
        Lip_Funneler_RB=mouthFunnel Lip_Funneler_RT=mouthFunnel Lip_Suck_LB=mouthRollLower Lip_Suck_RB=mouthRollLower
        Lip_Suck_LT=mouthRollUpper Lip_Suck_RT=mouthRollUpper Lips_Toward=mouthClose Chin_Raiser_B=mouthShrugLower
        Chin_Raiser_T=mouthShrugUpper Upper_Lip_Raiser_#=mouthUpperUp# Lower_Lip_Depressor_#=mouthLowerDown#
        Mouth_Left=mouthLeft Mouth_Right=mouthRight""",
    ),
    _flavour(
        "MakeHuman, MPFB",
        """eye-left-closure=eyeBlinkLeft eye-right-closure=eyeBlinkRight eye-left-opened-up=eyeWideLeft
        eye-right-opened-up=eyeWideRight eye-left-slit=eyeSquintLeft eye-right-slit=eyeSquintRight
        eyebrows-left-down=browDownLeft eyebrows-right-down=browDownRight eyebrows-left-inner-up=browInnerUp
        eyebrows-right-inner-up=browInnerUp eyebrows-left-extern-up=browOuterUpLeft
        eyebrows-right-extern-up=browOuterUpRight nose-left-elevation=noseSneerLeft nose-right-elevation=noseSneerRight
        mouth-open=jawOpen mouth-corner-puller=mouthSmileLeft*0.5+mouthSmileRight*0.5
        mouth-depression=mouthFrownLeft*0.3+mouthFrownRight*0.3 mouth-pursing=mouthPucker
        mouth-protusion=mouthFunnel*0.5 mouth-compression=mouthPressLeft*0.5+mouthPressRight*0.5
        mouth-retraction=mouthStretchLeft*0.5+mouthStretchRight*0.5
        mouth-upward-retraction=mouthUpperUpLeft*0.5+mouthUpperUpRight*0.5 mouth-elevation=mouthShrugLower*0.5""",
    ),
    _flavour(
        "VRM, VRoid",
        """aa=jawOpen+mouthFunnel*-0.5+mouthPucker*-0.5 ih=mouthStretchLeft*0.5+mouthStretchRight*0.5 ou=mouthPucker
        ee=mouthUpperUpLeft*0.25+mouthUpperUpRight*0.25+mouthLowerDownLeft*0.25+mouthLowerDownRight*0.25 oh=mouthFunnel
        a=jawOpen+mouthFunnel*-0.5+mouthPucker*-0.5 i=mouthStretchLeft*0.5+mouthStretchRight*0.5 u=mouthPucker
        e=mouthUpperUpLeft*0.25+mouthUpperUpRight*0.25+mouthLowerDownLeft*0.25+mouthLowerDownRight*0.25 o=mouthFunnel
        blink=eyeBlinkLeft*0.5+eyeBlinkRight*0.5 blink#=eyeBlink# happy=mouthSmileLeft*0.5+mouthSmileRight*0.5
        joy=mouthSmileLeft*0.5+mouthSmileRight*0.5 sad=mouthFrownLeft*0.5+mouthFrownRight*0.5
        sorrow=mouthFrownLeft*0.5+mouthFrownRight*0.5 angry=browDownLeft*0.5+browDownRight*0.5
        surprised=eyeWideLeft*0.5+eyeWideRight*0.5 lookUp=eyeLookUpLeft*0.5+eyeLookUpRight*0.5
        lookDown=eyeLookDownLeft*0.5+eyeLookDownRight*0.5 lookLeft=eyeLookOutLeft*0.5+eyeLookInRight*0.5
        lookRight=eyeLookInLeft*0.5+eyeLookOutRight*0.5 Fcl_MTH_A=jawOpen+mouthFunnel*-0.5+mouthPucker*-0.5
        Fcl_MTH_I=mouthStretchLeft*0.5+mouthStretchRight*0.5 Fcl_MTH_U=mouthPucker Fcl_MTH_O=mouthFunnel
        Fcl_MTH_E=mouthUpperUpLeft*0.25+mouthUpperUpRight*0.25+mouthLowerDownLeft*0.25+mouthLowerDownRight*0.25
        Fcl_MTH_Fun=mouthSmileLeft*0.5+mouthSmileRight*0.5 Fcl_MTH_Sorrow=mouthFrownLeft*0.5+mouthFrownRight*0.5
        Fcl_EYE_Close_#=eyeBlink# Fcl_EYE_Spread=eyeWideLeft*0.5+eyeWideRight*0.5
        Fcl_BRW_Angry=browDownLeft*0.5+browDownRight*0.5 Fcl_BRW_Sorrow=browInnerUp
        Fcl_BRW_Surprised=browOuterUpLeft*0.5+browOuterUpRight*0.5""",
        coarse=True,
    ),
    _flavour(
        "visemes (Oculus)",
        """viseme_aa=jawOpen+mouthFunnel*-0.5+mouthPucker*-0.5 viseme_O=mouthFunnel viseme_U=mouthPucker
        viseme_E=mouthStretchLeft*0.5+mouthStretchRight*0.5 viseme_I=mouthSmileLeft*0.25+mouthSmileRight*0.25
        viseme_PP=mouthPressLeft*0.5+mouthPressRight*0.5 vrc.v_aa=jawOpen+mouthFunnel*-0.5+mouthPucker*-0.5
        vrc.v_oh=mouthFunnel vrc.v_ou=mouthPucker vrc.v_e=mouthStretchLeft*0.5+mouthStretchRight*0.5
        vrc.v_pp=mouthPressLeft*0.5+mouthPressRight*0.5""",
        coarse=True,
    ),
    _flavour(
        "MikuMikuDance",
        """あ=jawOpen+mouthFunnel*-0.5+mouthPucker*-0.5 い=mouthStretchLeft*0.5+mouthStretchRight*0.5 う=mouthPucker
        え=mouthUpperUpLeft*0.25+mouthUpperUpRight*0.25+mouthLowerDownLeft*0.25+mouthLowerDownRight*0.25 お=mouthFunnel
        まばたき=eyeBlinkLeft*0.5+eyeBlinkRight*0.5 びっくり=eyeWideLeft*0.5+eyeWideRight*0.5
        じと目=eyeSquintLeft*0.5+eyeSquintRight*0.5 困る=browInnerUp 怒り=browDownLeft*0.5+browDownRight*0.5
        上=browOuterUpLeft*0.5+browOuterUpRight*0.5 にやり=mouthSmileLeft*0.5+mouthSmileRight*0.5
        口角上げ=mouthSmileLeft*0.5+mouthSmileRight*0.5 口角下げ=mouthFrownLeft*0.5+mouthFrownRight*0.5""",
        coarse=True,
    ),
)
